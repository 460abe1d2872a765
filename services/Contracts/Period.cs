using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Caisse.Contracts;

/// <summary>
/// A calendar month, the unit in which a fund collects and allocates; "2026-12" in JSON and in addresses.
/// </summary>
[JsonConverter(typeof(PeriodConverter))]
public readonly record struct Period : IComparable<Period>
{
    /// <summary>The month that contains a date.</summary>
    public Period(DateOnly day) => FirstDay = new DateOnly(day.Year, day.Month, 1);

    /// <summary>The month's first day.</summary>
    public DateOnly FirstDay { get; }

    /// <summary>The month after this one.</summary>
    public Period Next => Plus(1);

    /// <summary>The month so many months later, or earlier when below zero.</summary>
    public Period Plus(int months) => new(FirstDay.AddMonths(months));

    /// <summary>The month's last day.</summary>
    public DateOnly LastDay => Next.FirstDay.AddDays(-1);

    /// <summary>Reads "2026-12"; false for anything else.</summary>
    public static bool TryParse(string? text, out Period period)
    {
        var isMonth = DateOnly.TryParseExact(
            text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        period = isMonth ? new Period(day) : default;
        return isMonth;
    }

    /// <summary>Reads "2026-12".</summary>
    /// <exception cref="FormatException">The text is not a month.</exception>
    public static Period Parse(string text) =>
        TryParse(text, out var period)
            ? period
            : throw new FormatException($"\"{text}\" is not a month such as 2026-12.");

    /// <inheritdoc />
    public int CompareTo(Period other) => FirstDay.CompareTo(other.FirstDay);

    /// <inheritdoc />
    public override string ToString() => FirstDay.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>Whether one month comes before another.</summary>
    public static bool operator <(Period left, Period right) => left.CompareTo(right) < 0;

    /// <summary>Whether one month comes after another.</summary>
    public static bool operator >(Period left, Period right) => left.CompareTo(right) > 0;

    /// <summary>Whether one month comes before another or is the same.</summary>
    public static bool operator <=(Period left, Period right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one month comes after another or is the same.</summary>
    public static bool operator >=(Period left, Period right) => left.CompareTo(right) >= 0;
}

/// <summary>Writes a period as "2026-12".</summary>
public sealed class PeriodConverter : JsonConverter<Period>
{
    /// <inheritdoc />
    public override Period Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Period.TryParse(reader.GetString(), out var period)
            ? period
            : throw new JsonException("A period is a month such as \"2026-12\".");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Period value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }
}
