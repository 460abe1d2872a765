using Caisse.Contracts;
using Caisse.Rules;

namespace Caisse.Wallet.Domain;

/// <summary>MonA that was given to a household.</summary>
/// <param name="From">The period it counts from.</param>
/// <param name="Cents">MonA cents.</param>
/// <param name="IsAllocation">Whether a run gave it; otherwise a supplement or a correction did.</param>
sealed record Credit(Period From, long Cents, bool IsAllocation);

/// <summary>What a household has, as carry-over looks at it.</summary>
/// <param name="BalanceCents">All of it.</param>
/// <param name="AvailableCents">What no authorisation holds.</param>
/// <param name="Credits">What it was given, as far back as any rule looks.</param>
/// <param name="LastPeriod">Its last period when it leaves the fund; otherwise null.</param>
/// <param name="Version">How many movements its account has seen.</param>
sealed record Holding(
    long BalanceCents, long AvailableCents, IReadOnlyList<Credit> Credits, Period? LastPeriod,
    long Version = 0)
{
    internal long CreditedSince(Period first) =>
        Credits.Where(credit => credit.From >= first).Sum(credit => credit.Cents);

    internal long? AllocationBefore(Period period) =>
        Credits.Where(credit => credit.IsAllocation && credit.From < period)
            .OrderBy(credit => credit.From).ThenBy(credit => credit.Cents).LastOrDefault()?.Cents;

    internal Holding Without(long cents) =>
        this with { BalanceCents = BalanceCents - cents, AvailableCents = AvailableCents - cents };
}

/// <summary>
/// What expires on the first day of a period. The oldest MonA is spent first, so no lots are kept: of what
/// was given before some period there is left what the balance exceeds all that was given since.
/// </summary>
static class CarryOver
{
    /// <summary>A warning is given at this many days or less, and again at seven or less.</summary>
    internal const int FirstWarningDays = 30;

    /// <summary>Nothing expires that was not warned of this many days before.</summary>
    internal const int LastWarningDays = 7;

    /// <summary>
    /// The days on which something may expire: those that wait to be run, and two years' ahead.
    /// </summary>
    internal static IEnumerable<DateOnly> ExpiryDays(DateOnly today, IEnumerable<DateOnly> warnedOf) =>
        warnedOf.Where(onDate => onDate <= today).Distinct().Order().Concat(
            Enumerable.Range(1, SetCarryOver.MaxMonths + 1)
                .Select(months => new Period(today).Plus(months).FirstDay));

    /// <summary>The first period at whose credits the rules of some days look.</summary>
    internal static Period LooksBackTo(Func<DateOnly, SetCarryOver?> ruleOn, IEnumerable<DateOnly> days) =>
        days.Select(day => new Period(day).Plus(ruleOn(day) switch
        {
            { Mode: SetCarryOver.Expire, Months: { } months } => 1 - months,
            { Mode: SetCarryOver.Cap } => 1 - SetCarryOver.MaxMonths,
            _ => 0,
        })).Min();

    /// <summary>
    /// What a rule does not carry over into a period; at least 0, at most what is available.
    /// </summary>
    /// <param name="rule">The rule in force on the period's first day; null: nothing expires.</param>
    /// <param name="into">The period.</param>
    /// <param name="holding">What the household has. What it was given for the period itself always stays,
    /// so it makes no difference whether the period's allocation was credited before.</param>
    internal static long ExpiringCents(SetCarryOver? rule, Period into, Holding holding)
    {
        if (rule is null)
        {
            return 0;
        }
        if (holding.LastPeriod is { } last
            && into > last.Plus(rule.DepartedMonths ?? SetCarryOver.UsualDepartedMonths))
        {
            return holding.AvailableCents;
        }
        var keptCents = rule.Mode switch
        {
            SetCarryOver.Expire => holding.CreditedSince(into.Plus(1 - rule.Months!.Value)),
            SetCarryOver.Cap when holding.AllocationBefore(into) is { } allocationCents =>
                holding.CreditedSince(into) + allocationCents * rule.Months!.Value,
            _ => holding.BalanceCents,
        };
        return Math.Clamp(holding.BalanceCents - keptCents, 0, holding.AvailableCents);
    }

    /// <summary>The expiry days of which a household may have to be warned today.</summary>
    internal static IEnumerable<DateOnly> DaysToWarnOf(DateOnly today)
    {
        for (var period = new Period(today).Next;
            DaysUntil(period.FirstDay, today) <= FirstWarningDays;
            period = period.Next)
        {
            yield return period.FirstDay;
        }
    }

    /// <summary>Whether what is warned of today may expire on that day.</summary>
    internal static bool IsInTime(DateOnly today, DateOnly onDate) =>
        DaysUntil(onDate, today) >= LastWarningDays;

    /// <summary>Whether the warning due is the last one.</summary>
    internal static bool IsLastWarning(DateOnly today, DateOnly onDate) =>
        DaysUntil(onDate, today) <= LastWarningDays;

    /// <summary>
    /// What of that may expire on a day, as seen from another: as long as a warning is in time, all of it;
    /// later what was warned of.
    /// </summary>
    internal static long WarnableCents(
        DateOnly today, DateOnly onDate, long expiringCents, long? warnedCents) =>
        IsInTime(today, onDate) ? expiringCents : Math.Min(expiringCents, warnedCents ?? 0);

    /// <summary>What will expire when, if the household spends and receives nothing more.</summary>
    /// <param name="ruleOn">The rule in force on a day.</param>
    /// <param name="today">The day from which this is seen.</param>
    /// <param name="holding">What the household has.</param>
    /// <param name="warnedCents">What it was warned of, by expiry day; past days wait to be run.</param>
    internal static IEnumerable<(DateOnly OnDate, long Cents)> Coming(
        Func<DateOnly, SetCarryOver?> ruleOn, DateOnly today, Holding holding,
        IReadOnlyDictionary<DateOnly, long> warnedCents)
    {
        foreach (var onDate in ExpiryDays(today, warnedCents.Keys))
        {
            var cents = WarnableCents(
                today, onDate, ExpiringCents(ruleOn(onDate), new Period(onDate), holding),
                warnedCents.TryGetValue(onDate, out var warned) ? warned : null);
            if (cents > 0)
            {
                yield return (onDate, cents);
                holding = holding.Without(cents);
            }
        }
    }

    static int DaysUntil(DateOnly onDate, DateOnly today) => onDate.DayNumber - today.DayNumber;
}
