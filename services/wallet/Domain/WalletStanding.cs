using Caisse.Contracts;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Domain;

/// <summary>Where a household's wallet stands.</summary>
/// <param name="HouseholdId">The household.</param>
/// <param name="State">open or suspended.</param>
/// <param name="StateSince">Since when; null when it was never suspended.</param>
/// <param name="StateReason">Why it is suspended.</param>
/// <param name="LastPeriod">The household's last period when it leaves the fund.</param>
sealed record WalletStanding(
    Guid HouseholdId, string State, DateTimeOffset? StateSince, string? StateReason, Period? LastPeriod)
{
    internal const string Open = "open";
    internal const string Suspended = "suspended";
    internal const string Departed = "departed";

    internal bool IsSuspended => State == Suspended;

    /// <summary>
    /// What the audit trail keeps for ever: not the reason, which may tell of someone's life and is with the
    /// wallet alone, where it can be forgotten.
    /// </summary>
    internal object Audited => new { State, StateSince, LastPeriod };

    /// <summary>The state in a word: what keeps it from paying comes first.</summary>
    internal string StateIn(Period current) =>
        !IsSuspended && LastPeriod is { } last && last < current ? Departed : State;

    /// <summary>Why it is given nothing for a period, or null.</summary>
    /// <param name="period">The period.</param>
    /// <param name="dayOf">The day of an instant in the caisse.</param>
    internal Refusal? RefuseCredit(Period period, Func<DateTimeOffset, DateOnly> dayOf) =>
        IsSuspended
            ? Refusal.Conflict(
                "wallet-suspended",
                $"This wallet is {SuspendedInWords(dayOf(StateSince!.Value)).English}: {StateReason}.")
                .With("since", dayOf(StateSince!.Value))
        : LastPeriod is { } last && last < period
            ? Refusal.Conflict("household-departed", $"This household leaves the fund after {last}.")
                .With("lastPeriod", last)
        : null;

    /// <summary>
    /// Why it pays nothing, in words a cashier can say; or null. What a till took without network it still
    /// pays: see <see cref="OfflineDecision"/>.
    /// </summary>
    /// <param name="dayOf">The day of an instant in the caisse.</param>
    internal Refusal? RefuseSpending(Func<DateTimeOffset, DateOnly> dayOf) =>
        IsSuspended ? Closed(dayOf(StateSince!.Value), StateReason!) : null;

    /// <summary>The same of a wallet that is known to be suspended.</summary>
    internal static Refusal Closed(DateOnly since, string reason)
    {
        var (english, french) = SuspendedInWords(since);
        return TillPayment.No(
            "wallet-suspended", $"wallet {english}: {reason}", $"porte-monnaie {french} : {reason}")
            .With("since", since);
    }

    /// <summary>"suspended since 2026-03-02".</summary>
    internal static Wording SuspendedInWords(DateOnly since) =>
        new($"suspended since {since:yyyy-MM-dd}", $"suspendu depuis le {since:dd/MM/yyyy}");
}
