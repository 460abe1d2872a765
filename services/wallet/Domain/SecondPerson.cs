using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Domain;

/// <summary>Above an amount that the citizens set, staff act in twos.</summary>
static class SecondPerson
{
    /// <summary>The state of what waits for one.</summary>
    internal const string Awaited = "awaiting_second_person";

    /// <summary>
    /// Whether an amount needs a second person; while no amount is decided, every one does.
    /// </summary>
    internal static bool IsNeeded(long amountCents, SetPaymentRules rules) =>
        rules.SecondPersonAboveCents is not { } aboveCents || Math.Abs(amountCents) > aboveCents;

    /// <summary>Why a person may not decide, or null.</summary>
    /// <param name="what">supplement or correction.</param>
    /// <param name="state">Its state.</param>
    /// <param name="requestedBy">Who asked for it.</param>
    /// <param name="by">Who wants to decide.</param>
    internal static Refusal? Refuse(string what, string state, string requestedBy, string by) =>
        state != Awaited
            ? Refusal.Conflict("already-decided", $"This {what} waits for nobody: it is {state}.")
                .With("state", state)
        : requestedBy == by
            ? Refusal.Conflict(
                "second-person-required", $"Whoever asked for a {what} cannot decide on it; another must.")
        : null;
}
