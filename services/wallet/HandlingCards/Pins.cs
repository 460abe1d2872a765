using System.Security.Cryptography;
using System.Text;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.HandlingCards;

/// <summary>
/// Hashes of PINs and card tokens. A PIN has ten thousand values, which no slow hash protects; a keyed one
/// does, as long as the key is not where the hashes are.
/// </summary>
sealed class Pins(IConfiguration configuration)
{
    const int PinDigits = 4;
    const int TokenBytes = 16;

    readonly byte[] key = WalletSettings.PinKey.Of(configuration);

    /// <summary>What is wrong with a PIN that may be left out, or null.</summary>
    internal static Refusal? Examine(string? pin) => Examine(new Check(), pin, "pin").Problem;

    /// <summary>Adds what is wrong with a PIN that may be left out.</summary>
    internal static Check Examine(Check check, string? pin, string field) => check.That(
        pin is null || (pin.Length == PinDigits && pin.All(char.IsAsciiDigit)),
        field, "must be four digits.");

    /// <summary>What is kept of a PIN, different for each card.</summary>
    internal byte[] Hash(Guid cardId, string pin) =>
        HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"{cardId:N}{pin}"));

    /// <summary>Whether a PIN is the card's.</summary>
    internal bool IsRight(Guid cardId, string pin, byte[] hash) =>
        CryptographicOperations.FixedTimeEquals(Hash(cardId, pin), hash);

    /// <summary>A new card's token of 128 random bits.</summary>
    internal static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>What is kept of a card's token.</summary>
    internal static byte[] HashToken(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
