using System.ComponentModel.DataAnnotations;

namespace Caisse.Rules;

/// <summary>Share of outstanding MonA that the fund's cash must cover before more is issued.</summary>
/// <param name="Percent">Percent, from 1 to 100.</param>
public sealed record SetBackingRatio([property: Range(1, 100)] int Percent) : IRule<SetBackingRatio>
{
    /// <inheritdoc />
    public static string Kind => "set_backing_ratio";

    /// <inheritdoc />
    public static string Owner => "contributions";

    /// <inheritdoc />
    public static Sentence Title { get; } = new("L'argent derrière les MonA", "The money behind MonA");

    /// <inheritdoc />
    public static SetBackingRatio Example { get; } = new(100);

    /// <summary>Until a fund's citizens decide another, cash covers all of it.</summary>
    public static SetBackingRatio UntilDecided { get; } = new(100);

    /// <inheritdoc />
    public IEnumerable<Sentence> InWords() =>
    [
        Sentence.Of(
            $"La caisse garde en euros {Percent} % des MonA en circulation avant d'en créer de nouveaux.",
            $"The fund keeps {Percent}% of all MonA in circulation in euros before it issues more."),
    ];
}
