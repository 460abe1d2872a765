using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Caisse.Identity.Keys;

namespace Caisse.Identity.Accounts;

/// <summary>
/// Codes that people type: digits alone. They are short, so that a plain hash could be tried out; what is
/// stored is keyed with a key that is not in the database.
/// </summary>
sealed class Codes(KeyEncryption encryption)
{
    const int DigitsOfMail = 6;
    const int DigitsOfLetter = 12;
    const int DigitsOfRecovery = 10;
    const int LinkBytes = 24;

    readonly byte[] key = encryption.Derive("codes that people type");

    /// <summary>Six digits, for a mail.</summary>
    internal static string MakeForMail() => Digits(DigitsOfMail);

    /// <summary>Twelve digits, for a letter.</summary>
    internal static string MakeForLetter() => Digits(DigitsOfLetter);

    /// <summary>Ten digits, for the day a telephone is lost.</summary>
    internal static string MakeForRecovery() => Digits(DigitsOfRecovery);

    /// <summary>Not to be typed: part of a link.</summary>
    internal static string MakeForLink() =>
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(LinkBytes));

    /// <summary>Without the spaces and dashes that people put in between.</summary>
    internal static string Normalize(string typed) =>
        string.Concat(typed.Where(char.IsAsciiLetterOrDigit)).ToLower(CultureInfo.InvariantCulture);

    /// <summary>In groups of so many, as it is written and said.</summary>
    internal static string InGroups(string code, int size) =>
        string.Join(' ', code.Chunk(size).Select(group => new string(group)));

    /// <summary>What is stored of a code or an address, bound to what it belongs to.</summary>
    internal string Hash(string boundTo, string code) => Convert.ToHexStringLower(
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{boundTo}\n{code}")));

    static string Digits(int count) => string.Concat(
        Enumerable.Range(0, count).Select(_ => (char)('0' + RandomNumberGenerator.GetInt32(10))));
}
