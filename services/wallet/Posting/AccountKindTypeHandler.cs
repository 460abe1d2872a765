using System.Data;
using Caisse.Wallet.Domain;
using Dapper;

namespace Caisse.Wallet.Posting;

/// <summary>A kind of account is stored as its name.</summary>
sealed class AccountKindTypeHandler : SqlMapper.TypeHandler<AccountKind>
{
    public override AccountKind Parse(object value) => AccountKind.Of((string)value);

    public override void SetValue(IDbDataParameter parameter, AccountKind? value) =>
        parameter.Value = value!.Name;
}
