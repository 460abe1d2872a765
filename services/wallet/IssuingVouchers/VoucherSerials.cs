using System.Security.Cryptography;
using System.Text;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.IssuingVouchers;

/// <summary>
/// Makes the serials of a batch under a key that is not where the vouchers are: whoever repeats a request in
/// doubt gets the same serials again, and none is ever kept.
/// </summary>
sealed class VoucherSerials(IConfiguration configuration, IHostEnvironment environment)
{
    readonly byte[] key = Key(configuration["Vouchers:SerialKey"], environment);

    /// <summary>The serial of a batch's voucher.</summary>
    internal string Of(Guid batchId, int number) =>
        VoucherSerial.Of(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"{batchId:N} {number}")));

    static byte[] Key(string? configured, IHostEnvironment environment) =>
        configured is not null ? Convert.FromBase64String(configured)
        : environment.IsDevelopment() ? SHA256.HashData("development only"u8)
        : throw new InvalidOperationException(
            "Set Vouchers__SerialKey to 32 random bytes in base64; serials of vouchers are made under it.");
}
