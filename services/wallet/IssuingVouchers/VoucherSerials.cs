using System.Security.Cryptography;
using System.Text;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.IssuingVouchers;

/// <summary>
/// Makes the serials of a batch under a key that is not where the vouchers are: whoever repeats a request in
/// doubt gets the same serials again, and none is ever kept.
/// </summary>
sealed class VoucherSerials(IConfiguration configuration)
{
    readonly byte[] key = WalletSettings.SerialKey.Of(configuration);

    /// <summary>The serial of a batch's voucher.</summary>
    internal string Of(Guid batchId, int number) =>
        VoucherSerial.Of(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"{batchId:N} {number}")));
}
