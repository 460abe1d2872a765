using System.Globalization;
using System.Security.Cryptography;

namespace Caisse.MerchantNetwork.Tills;

/// <summary>Eight digits that a person reads off one screen and types into another.</summary>
static class PairingCode
{
    /// <summary>So long a device waits; whoever is late asks for another code.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    const int Digits = 8;
    const int Codes = 100_000_000;

    internal static string Make() =>
        RandomNumberGenerator.GetInt32(Codes).ToString($"D{Digits}", CultureInfo.InvariantCulture);

    /// <summary>The digits, however they were grouped; null when it cannot be a code.</summary>
    internal static string? Read(string typed)
    {
        var digits = string.Concat(typed.Where(letter => !char.IsWhiteSpace(letter) && letter != '-'));
        return digits.Length == Digits && digits.All(char.IsAsciiDigit) ? digits : null;
    }
}
