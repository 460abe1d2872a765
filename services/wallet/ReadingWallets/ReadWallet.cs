using Caisse.Contracts;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Carrying;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Guaranteeing;
using Caisse.Wallet.OpeningWallets;
using Caisse.Wallet.Suspending;

namespace Caisse.Wallet.ReadingWallets;

/// <summary>Reads what a household can spend.</summary>
static class ReadWallet
{
    /// <param name="HouseholdId">The household.</param>
    /// <param name="State">open, suspended or departed.</param>
    /// <param name="StateSince">Since when it is open or suspended; null when it was never suspended.</param>
    /// <param name="StateReason">Why it is suspended.</param>
    /// <param name="LastPeriod">Its last period when it leaves the fund.</param>
    /// <param name="BalanceCents">MonA cents.</param>
    /// <param name="AvailableCents">What no authorisation holds.</param>
    /// <param name="OwedCents">What the fund answered for, to be paid back from coming allocations.</param>
    /// <param name="Expiring">What will expire when, unless it is spent before.</param>
    internal sealed record WalletAnswer(
        Guid HouseholdId, string State, DateTimeOffset? StateSince, string? StateReason, Period? LastPeriod,
        long BalanceCents, long AvailableCents, long OwedCents, IReadOnlyList<ExpiringAnswer> Expiring);

    internal sealed record ExpiringAnswer(DateOnly OnDate, long AmountCents);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/wallets/{householdId:guid}", HandleAsync)
            .Describe(nameof(ReadWallet), "Read what a household can spend.")
            .Allow(Grants.Member, Grants.Delegate, Grants.Coordinator, Grants.Treasurer, Grants.ReadWallets);

    static async Task<Answer<WalletAnswer>> HandleAsync(
        Guid householdId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (!await Households.MaySeeAsync(work, caller, householdId)
            || await work.FindStandingAsync(householdId) is not { } standing)
        {
            return Refusal.NotFound("wallet", householdId);
        }
        var today = work.Today;
        var (holding, expiring) = await ReadExpiringAsync(work, householdId, today);
        return new WalletAnswer(
            householdId, standing.StateIn(new Period(today)), standing.StateSince, standing.StateReason,
            standing.LastPeriod, holding.BalanceCents, holding.AvailableCents,
            await HouseholdDebt.ReadAsync(work, householdId), expiring);
    }

    static async Task<(Holding Holding, IReadOnlyList<ExpiringAnswer> Expiring)> ReadExpiringAsync(
        Work work, Guid householdId, DateOnly today)
    {
        var rules = await work.RuleHistoryAsync<SetCarryOver>();
        var warned = (await Holdings.ReadWarnedAsync(work, [householdId]))[householdId]
            .ToDictionary(day => day.OnDate, day => day.Cents);
        var since = CarryOver.LooksBackTo(rules.On, CarryOver.ExpiryDays(today, warned.Keys));
        var holding = (await Holdings.ReadAsync(work, [householdId], since))[householdId];
        return (holding, [.. CarryOver.Coming(rules.On, today, holding, warned)
            .Select(day => new ExpiringAnswer(day.OnDate, day.Cents))]);
    }
}
