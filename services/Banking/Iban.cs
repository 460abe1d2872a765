using System.Globalization;

namespace Caisse.Banking;

/// <summary>International bank account numbers (ISO 13616).</summary>
public static class Iban
{
    /// <summary>Characters that someone may write for a number, spaces included.</summary>
    public const int MaxLengthAsWritten = 50;

    const int CountryAndCheckDigits = 4;
    const int ShownAtEnd = 4;
    const int Modulus = 97;

    /// <summary>Check digits are 98 less a remainder by 97: 00, 01 and 99 are nobody's.</summary>
    const int MinCheckDigits = 2, MaxCheckDigits = 98;

    /// <summary>
    /// What is wrong with an account that euros are to be transferred to or from, in words that follow the
    /// field's name; null when nothing is.
    /// </summary>
    /// <param name="written">The number as someone wrote it.</param>
    public static string? Problem(string? written)
    {
        if (written is null || written.Length > MaxLengthAsWritten || !IsWellFormed(Compact(written)))
        {
            return "must be an IBAN such as FR76 3000 6000 0112 3456 7890 189.";
        }
        var iban = Compact(written);
        if (IbanCountry.Of(iban[..2]) is not { } country)
        {
            return $"begins with {iban[..2]}, which is no country with IBANs.";
        }
        if (iban.Length != country.Length)
        {
            return $"has {iban.Length} characters: an IBAN of {iban[..2]} has {country.Length}.";
        }
        if (!HasRightCheckDigits(iban))
        {
            return "has wrong check digits: compare it with the bank's document.";
        }
        return country.IsInSepa
            ? null
            : $"is of {iban[..2]}, where no SEPA credit transfer goes.";
    }

    /// <summary>
    /// The number as banks write it in files, without spaces in capitals; null when its country, its length
    /// or its check digits are wrong. Countries outside SEPA have numbers too.
    /// </summary>
    /// <param name="written">The number as someone wrote it.</param>
    public static string? Normalize(string? written)
    {
        if (written is null || written.Length > MaxLengthAsWritten)
        {
            return null;
        }
        var iban = Compact(written);
        return IsWellFormed(iban) && IbanCountry.Of(iban[..2])?.Length == iban.Length
            && HasRightCheckDigits(iban)
            ? iban
            : null;
    }

    /// <summary>The country and the last four characters of a normalized number; the rest hidden.</summary>
    /// <param name="iban">A normalized number.</param>
    public static string Mask(string iban) =>
        $"{iban[..2]}{new string('*', iban.Length - 2 - ShownAtEnd)}{iban[^ShownAtEnd..]}";

    static string Compact(string written) =>
        written.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();

    static bool IsWellFormed(string iban) =>
        iban.Length > CountryAndCheckDigits && iban.All(char.IsAsciiLetterOrDigit)
        && iban[..2].All(char.IsAsciiLetterUpper)
        && iban[2..CountryAndCheckDigits].All(char.IsAsciiDigit);

    /// <summary>ISO 7064, mod 97-10: letters stand for 10 to 35; read from the fifth character on.</summary>
    static bool HasRightCheckDigits(string iban)
    {
        var rearranged = iban[CountryAndCheckDigits..] + iban[..CountryAndCheckDigits];
        var remainder = rearranged.Aggregate(0, (left, character) => char.IsAsciiDigit(character)
            ? ((left * 10) + (character - '0')) % Modulus
            : ((left * 100) + (character - 'A' + 10)) % Modulus);
        var given = int.Parse(iban.AsSpan(2, 2), CultureInfo.InvariantCulture);
        return remainder == 1 && given is >= MinCheckDigits and <= MaxCheckDigits;
    }
}
