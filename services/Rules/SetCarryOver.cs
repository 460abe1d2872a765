using System.ComponentModel.DataAnnotations;
using Caisse.ServiceDefaults;

namespace Caisse.Rules;

/// <summary>
/// What households carry over into a new period. What is not carried over expires on the period's first day,
/// and never more than the household was warned of at least seven days before.
/// </summary>
/// <param name="Mode">
/// <see cref="Keep"/>: everything. <see cref="Cap"/>: at most so many months of its latest allocation.
/// <see cref="Expire"/>: what was credited in the last so many periods, the oldest spent first.
/// </param>
/// <param name="Months">How many, from 1 to 24; left out when everything is kept.</param>
/// <param name="DepartedMonths">
/// For how many periods after its last one a household that left may spend, from 0 to 24; null: three.
/// </param>
public sealed record SetCarryOver(
    [property: AllowedValues(SetCarryOver.Keep, SetCarryOver.Cap, SetCarryOver.Expire)] string Mode,
    [property: Range(1, SetCarryOver.MaxMonths)] int? Months = null,
    [property: Range(0, SetCarryOver.MaxMonths)] int? DepartedMonths = null) : IRule<SetCarryOver>
{
    /// <summary>Everything is carried over.</summary>
    public const string Keep = "keep";

    /// <summary>What exceeds so many months of allocation expires.</summary>
    public const string Cap = "cap";

    /// <summary>What is older than so many months expires.</summary>
    public const string Expire = "expire";

    /// <summary>Two years.</summary>
    public const int MaxMonths = 24;

    /// <summary>For how many periods a household that left may spend where the rule does not say.</summary>
    public const int UsualDepartedMonths = 3;

    /// <inheritdoc />
    public static string Kind => "set_carry_over";

    /// <inheritdoc />
    public static string Owner => "wallet";

    /// <inheritdoc />
    public static Sentence Title { get; } = new("Combien de temps durent les MonA", "How long MonA last");

    /// <inheritdoc />
    public static SetCarryOver Example { get; } = new(Expire, 6, 3);

    /// <inheritdoc />
    public void CheckInto(Check check, string at)
    {
        ArgumentNullException.ThrowIfNull(check);
        check.That(
            Mode == Keep ? Months is null : Months is not null, $"{at}.months",
            $"must be from 1 to {MaxMonths}, and left out to keep all.");
    }

    /// <inheritdoc />
    public IEnumerable<Sentence> InWords()
    {
        var several = Months == 1 ? "" : "s";
        yield return Mode switch
        {
            Cap => Sentence.Of(
                $"Un foyer garde jusqu'à {Months} mois de dotation ; le reste expire.",
                $"A household keeps up to {Months} month{several} of allocation; the rest expires."),
            Expire => Sentence.Of(
                $"Les MonA expirent après {Months} mois ; les plus anciens sont dépensés d'abord.",
                $"MonA expire after {Months} month{several}; the oldest are spent first."),
            _ => new("Les MonA n'expirent pas.", "MonA do not expire."),
        };
        if (Mode != Keep)
        {
            yield return new(
                "Rien n'expire sans que le foyer ait été prévenu sept jours avant.",
                "Nothing expires unless the household was warned seven days before.");
        }
        var departed = DepartedMonths ?? UsualDepartedMonths;
        yield return Sentence.Of(
            $"Un foyer qui part peut encore dépenser pendant {departed} mois.",
            $"A household that leaves may spend for {departed} more month{(departed == 1 ? "" : "s")}.");
    }
}
