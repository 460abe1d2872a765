using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Caisse.Sortition.Evidence;

/// <summary>A number with at most fifteen decimals: whoever adds and multiplies such numbers gets the same
/// answer.</summary>
/// <param name="Units">How many 10^-15 it is.</param>
readonly partial record struct FixedDecimal(BigInteger Units)
{
    internal const int Decimals = 15;
    const int MaxLength = 60;

    /// <summary>Units in one.</summary>
    internal static readonly BigInteger One = BigInteger.Pow(10, Decimals);

    /// <summary>Throws <see cref="JsonException"/> for any text but the one form of such a number.</summary>
    internal static FixedDecimal Parse(string text)
    {
        if (text.Length > MaxLength || !Form().IsMatch(text) || text == "-0")
            throw new JsonException($"'{text}' is not a number with at most {Decimals} decimals.");
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : text.Length - point - 1;
        var digits = BigInteger.Parse(
            text.Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture);
        return new FixedDecimal(digits * BigInteger.Pow(10, Decimals - decimals));
    }

    /// <summary>The nearest number with so many decimals.</summary>
    internal static FixedDecimal Round(double value, int decimals = Decimals) => new(
        new BigInteger(Math.Round(value * Math.Pow(10, decimals)))
            * BigInteger.Pow(10, Decimals - decimals));

    /// <summary>A fraction rounded down.</summary>
    internal static FixedDecimal Floor(BigInteger numerator, BigInteger denominator)
    {
        var whole = BigInteger.DivRem(numerator, denominator, out var rest);
        return new FixedDecimal(rest.Sign * denominator.Sign < 0 ? whole - 1 : whole);
    }

    /// <summary>A fraction rounded up.</summary>
    internal static FixedDecimal Ceiling(BigInteger numerator, BigInteger denominator) =>
        new(-Floor(-numerator, denominator).Units);

    /// <summary>Its one form: no exponent, no zero that says nothing.</summary>
    public override string ToString()
    {
        var digits = BigInteger.Abs(Units).ToString(CultureInfo.InvariantCulture)
            .PadLeft(Decimals + 1, '0');
        var decimals = digits[^Decimals..].TrimEnd('0');
        return (Units.Sign < 0 ? "-" : "") + digits[..^Decimals]
            + (decimals.Length > 0 ? "." + decimals : "");
    }

    internal double ToDouble() => (double)Units / (double)One;

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]{0,14}[1-9])?\z")]
    private static partial Regex Form();
}
