namespace Caisse.Identity.Founding;

/// <summary>International bank account numbers (ISO 13616).</summary>
static class Iban
{
    const int Shortest = 15;
    const int Longest = 34;
    const int CountryAndCheckDigits = 4;
    const int Modulus = 97;

    /// <summary>The number as banks write it in files: no spaces, capitals.</summary>
    internal static string Normalize(string iban) =>
        iban.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>
    /// Whether a normalized number is well formed and its check digits are right (ISO 7064, mod 97-10).
    /// </summary>
    internal static bool IsValid(string iban)
    {
        if (iban.Length is < Shortest or > Longest || !iban.All(char.IsAsciiLetterOrDigit)
            || !iban[..2].All(char.IsAsciiLetterUpper)
            || !iban[2..CountryAndCheckDigits].All(char.IsAsciiDigit))
        {
            return false;
        }
        var remainder = 0;
        foreach (var letter in iban[CountryAndCheckDigits..] + iban[..CountryAndCheckDigits])
        {
            var value = char.IsAsciiDigit(letter) ? letter - '0' : letter - 'A' + 10;
            remainder = ((remainder * (value > 9 ? 100 : 10)) + value) % Modulus;
        }
        return remainder == 1;
    }
}
