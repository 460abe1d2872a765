using Caisse.ServiceDefaults;
using Dapper;
using Npgsql;

namespace Caisse.Identity.Accounts;

/// <summary>Finds accounts and what they may do.</summary>
sealed class AccountRegister(NpgsqlDataSource source)
{
    /// <summary>Who must prove themselves twice: they move money or give rights.</summary>
    static readonly string[] NeedSecondFactor = [Grants.Coordinator, Grants.Treasurer, Grants.Operator];

    internal async Task<Account?> FindAsync(Guid accountId, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<Account>(FindById, new { accountId });
    }

    internal async Task<Account?> FindByEmailAsync(string email, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<Account>(FindByAddress, new { email });
    }

    /// <summary>What an account may do, caisse by caisse; nothing once it has ended.</summary>
    internal async Task<IReadOnlyList<AccountGrant>> GrantsAsync(Guid accountId, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        return (await connection.QueryAsync<AccountGrant>(ReadGrants, new { accountId })).AsList();
    }

    /// <summary>The names of caisses, by slug.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> NamesAsync(
        IEnumerable<string> slugs, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<(string Slug, string Name)>(
            "select slug, name from founding where slug = any(@slugs)", new { slugs = slugs.ToArray() });
        return rows.ToDictionary(row => row.Slug, row => row.Name);
    }

    internal static bool NeedsSecondFactor(IEnumerable<AccountGrant> grants) =>
        grants.SelectMany(grant => grant.Grants).Intersect(NeedSecondFactor).Any();

    internal static bool IsStaff(IEnumerable<AccountGrant> grants) => grants.SelectMany(grant => grant.Grants)
        .Except([Grants.Member, Grants.Delegate, Grants.Merchant]).Any();

    const string FindById =
        """
        select account_id, name, email, language from account
        where account_id = @accountId and ended_at is null
        """;

    const string FindByAddress =
        "select account_id, name, email, language from account where email = @email and ended_at is null";

    const string ReadGrants =
        "select caisse_id, grants, member_id, point_of_sale_id from grants_of_account(@accountId)";
}
