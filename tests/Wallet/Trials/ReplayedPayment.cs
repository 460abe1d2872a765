using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>A payment as replayed so far.</summary>
sealed record ReplayedPayment(
    Guid PaymentId, Guid HouseholdId, Guid Shop, DateTimeOffset PaidAt, PaymentState State,
    IReadOnlyList<PaidLine>? Lines, long RefundedCents, IReadOnlyList<int> Returned)
{
    /// <summary>What limits count of it.</summary>
    internal long SpentCents =>
        State.State is Authorisation.Authorised or Authorisation.Captured
            ? State.MonaCents - RefundedCents
            : 0;

    internal string Read => Answered.Of(200, new
    {
        state = RefundedCents == State.MonaCents ? "refunded" : State.State,
        State.MonaCents,
        State.EurosCents,
        RefundedCents,
        State.HeldUntil,
    });
}
