using System.Globalization;
using System.Text.Json.Serialization;

namespace Caisse.Rules;

/// <summary>The same words in both languages.</summary>
/// <param name="French">In French.</param>
/// <param name="English">In English.</param>
public sealed record Sentence(
    [property: JsonPropertyName("fr")] string French, [property: JsonPropertyName("en")] string English)
{
    static readonly CultureInfo InFrance = CultureInfo.GetCultureInfo("fr-FR");
    static readonly CultureInfo InEngland = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>Words with amounts and days in them, each written as its language does.</summary>
    public static Sentence Of(FormattableString french, FormattableString english)
    {
        ArgumentNullException.ThrowIfNull(french);
        ArgumentNullException.ThrowIfNull(english);
        return new(KeepTogether(french.ToString(InFrance)), english.ToString(InEngland));
    }

    /// <summary>Words with one amount in them, at <c>{0}</c>.</summary>
    public static Sentence With(string french, string english, Money amount) => new(
        KeepTogether(string.Format(InFrance, french, amount)), string.Format(InEngland, english, amount));

    /// <summary>No line ends before these signs, which French sets apart from the word.</summary>
    static string KeepTogether(string french) => french
        .Replace(" :", "\u00a0:", StringComparison.Ordinal)
        .Replace(" ;", "\u00a0;", StringComparison.Ordinal)
        .Replace(" %", "\u00a0%", StringComparison.Ordinal);
}

/// <summary>An amount in a sentence: "12,50 MonA", "€12.50".</summary>
/// <param name="Cents">Cents.</param>
/// <param name="IsEuros">Euros, rather than MonA.</param>
public readonly record struct Money(long Cents, bool IsEuros) : IFormattable
{
    const decimal CentsInOne = 100m;

    /// <summary>An amount of MonA.</summary>
    public static Money Mona(long cents) => new(cents, IsEuros: false);

    /// <summary>An amount of euros.</summary>
    public static Money Euros(long cents) => new(cents, IsEuros: true);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        var amount = (Cents / CentsInOne).ToString("N2", formatProvider);
        var isFrench = formatProvider is CultureInfo { TwoLetterISOLanguageName: "fr" };
        return !IsEuros ? $"{amount}\u00a0MonA" : isFrench ? $"{amount}\u00a0€" : $"€{amount}";
    }
}
