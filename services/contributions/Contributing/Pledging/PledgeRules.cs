using Caisse.Contracts;
using Caisse.Contributions.Contributing.KnowingHouseholds;
using Caisse.Contributions.Contributing.ReadingSchemes;
using Caisse.Contributions.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Contributing.Pledging;

/// <summary>What a new pledge and a changed one must both respect.</summary>
static class PledgeRules
{
    /// <summary>Why this method cannot be pledged, or null.</summary>
    internal static Refusal? CheckMethod(string? method) => method == PaymentMethods.SepaDirectDebit
        ? Refusal.Unprocessable(
            "method-not-offered",
            "Direct debit is not offered: it needs a mandate, and this fund cannot take mandates yet.")
            .With("offered", PaymentMethods.OfPledges.Where(one => one != PaymentMethods.SepaDirectDebit))
        : null;

    /// <summary>Why a household that leaves cannot pledge for a period, or null.</summary>
    internal static Refusal? CheckNotDeparted(KnownHousehold household, Period fromPeriod) =>
        household.LastPeriod is not { } last || fromPeriod <= last ? null : Refusal.Conflict(
            "household-departed",
            $"This household leaves after {last}: nothing can be pledged from {fromPeriod} on.")
            .With("lastPeriod", last);

    /// <summary>Why the amount is too low for the scheme in force when it first counts, or null.</summary>
    internal static async Task<Refusal?> CheckMinimumAsync(
        Work work, KnownHousehold household, long monthlyCents, Period fromPeriod, DateOnly today)
    {
        var on = fromPeriod.FirstDay > today ? fromPeriod.FirstDay : today;
        if (await SchemeInForce.FindAsync(work, on) is not { } scheme)
        {
            return SchemeInForce.NoneOn(on);
        }
        var minimumCents = scheme.MinimumOf(household.Persons).MinimumCents;
        return monthlyCents >= minimumCents ? null : Refusal.Unprocessable(
            "below-minimum",
            $"{monthlyCents} cents a month are below this household's minimum of {minimumCents} cents.")
            .With("minimumCents", minimumCents).With("monthlyCents", monthlyCents);
    }

    /// <summary>
    /// Why a pledge cannot take effect in a period, or null: what was collected stays as it was.
    /// </summary>
    internal static async Task<Refusal?> CheckNotCollectedAsync(Work work, Period fromPeriod)
    {
        var latest = await work.FindAsync<Period?>(ReadLatestCollected, new { work.Caisse });
        return latest is not { } collected || fromPeriod > collected ? null : Refusal.Conflict(
            "period-collected",
            $"{collected} has been collected: this can take effect from {collected.Next} on.")
            .With("earliestPeriod", collected.Next);
    }

    const string ReadLatestCollected =
        "select period from collection where caisse_id = @Caisse order by period desc limit 1";
}
