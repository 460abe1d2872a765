using System.Globalization;

namespace Caisse.ServiceDefaults;

/// <summary>A cell of a <see cref="CsvFile"/>.</summary>
public readonly record struct CsvCell
{
    const string StartOfFormula = "=+-@\t\r";
    const decimal CentsInOne = 100m;

    static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    readonly string? written;

    CsvCell(string written) => this.written = written;

    /// <summary>The cell before it is quoted.</summary>
    internal string Written => written ?? "";

    /// <summary>
    /// A text that a program shows and never computes: what begins like a formula gets an apostrophe in front
    /// (OWASP, CSV injection).
    /// </summary>
    /// <param name="text">Any text; null is an empty cell.</param>
    public static CsvCell Text(string? text) =>
        new(text is { Length: > 0 } && StartOfFormula.Contains(text[0]) ? $"'{text}" : text ?? "");

    /// <summary>An amount, "12,50".</summary>
    /// <param name="cents">Cents, below 0 too.</param>
    public static CsvCell Amount(long cents) => Amount(cents, CentsInOne);

    /// <summary>An amount, "12,50".</summary>
    /// <param name="units">Euros or MonA, to the cent.</param>
    public static CsvCell Amount(decimal units) => Amount(units, 1);

    /// <summary>A number without decimals.</summary>
    /// <param name="number">Any number.</param>
    public static CsvCell Number(long number) => new(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A text, <see cref="Text"/>.</summary>
    /// <param name="text">Any text.</param>
    public static implicit operator CsvCell(string? text) => Text(text);

    /// <summary>An id.</summary>
    /// <param name="id">Any id.</param>
    public static implicit operator CsvCell(Guid id) => new(id.ToString());

    static CsvCell Amount(decimal amount, decimal unit) => new((amount / unit).ToString("0.00", French));
}
