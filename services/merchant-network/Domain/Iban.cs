namespace Caisse.MerchantNetwork.Domain;

/// <summary>International bank account numbers (ISO 13616).</summary>
static class Iban
{
    internal const int LongestAsWritten = 50;

    const int Shortest = 15;
    const int Longest = 34;
    const int ShownAtEnd = 4;

    /// <summary>
    /// The number without spaces in capitals, or null when its check digits or its form are wrong.
    /// </summary>
    internal static string? Normalize(string? written)
    {
        if (written is null || written.Length > LongestAsWritten)
        {
            return null;
        }
        var iban = written.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        var isWellFormed = iban.Length is >= Shortest and <= Longest
            && iban.All(char.IsAsciiLetterOrDigit)
            && char.IsAsciiLetter(iban[0]) && char.IsAsciiLetter(iban[1])
            && char.IsAsciiDigit(iban[2]) && char.IsAsciiDigit(iban[3]);
        return isWellFormed && Remainder(iban[4..] + iban[..4]) == 1 ? iban : null;
    }

    /// <summary>The country and the last four characters; the rest hidden.</summary>
    internal static string Mask(string iban) =>
        $"{iban[..2]}{new string('*', iban.Length - 2 - ShownAtEnd)}{iban[^ShownAtEnd..]}";

    /// <summary>Remainder by 97 of the number in which each letter stands for 10 to 35.</summary>
    static int Remainder(string rearranged) => rearranged.Aggregate(0, (remainder, character) =>
        char.IsAsciiDigit(character)
            ? ((remainder * 10) + (character - '0')) % 97
            : ((remainder * 100) + (character - 'A' + 10)) % 97);
}
