using System.ComponentModel.DataAnnotations;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.OpeningWallets;
using Caisse.Wallet.Suspending;

namespace Caisse.Wallet.Regrouping;

/// <summary>
/// Decides again what a household takes of the wallet it split off from, where that was refused: more was
/// asked than was available, or the wallet was suspended.
/// </summary>
static class DecideShare
{
    internal sealed record ShareRequest([property: Range(1, Check.LargestAmountCents)] long AmountCents);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/wallets/{householdId:guid}/share", HandleAsync)
            .Describe(nameof(DecideShare), "Decide again on a share of a split that was refused.")
            .Allow(Grants.Coordinator, Grants.Treasurer);

    static async Task<Answer<BalanceShare>> HandleAsync(
        Guid householdId, ShareRequest request, IdempotencyKey key, Caller caller, Database database,
        CancellationToken cancel) =>
        new Check().PositiveCents(request.AmountCents, "amountCents").Problem is { } problem
            ? problem
            : await key.OnceAsync(
                database, caller, request, work => DecideAsync(work, householdId, request.AmountCents),
                cancel);

    static async Task<Answer<BalanceShare>> DecideAsync(Work work, Guid householdId, long cents)
    {
        var before = await work.FindAsync<BalanceShare>(
            $"{BalanceShare.Select} for update", new { work.Caisse, householdId });
        if (before is null)
        {
            return Refusal.NotFound("share", householdId);
        }
        var holderId = await Households.FindHolderAsync(work, before.HouseholdId);
        if (before.State == BalanceShare.Moved || holderId == householdId)
        {
            return Refusal.Conflict("already-shared", "This share has reached the household.")
                .With("movedCents", before.MovedCents);
        }
        var (holder, formed) = await MoveBalance.LockAsync(work, holderId, householdId);
        var standing = await work.FindStandingAsync(holderId);
        if (SplitShare.WhyNot(holder, cents, standing!.IsSuspended) is { } refused)
        {
            return refused;
        }
        await MoveBalance.MoveAsync(work, holder, formed, cents, MovementKind.Split, householdId);
        var after = before with
        {
            AskedCents = cents,
            AvailableCents = holder.AvailableCents,
            State = BalanceShare.Moved,
            Reason = null,
            MovedCents = cents,
            DecidedAt = work.Now,
            DecidedBy = work.Actor,
        };
        await work.ExecuteAsync(Update, new
        {
            work.Caisse, householdId, after.AskedCents, after.AvailableCents, after.State, after.MovedCents,
            after.DecidedAt, after.DecidedBy,
        });
        await work.AuditAsync("wallet.shared", householdId, before, after);
        return after;
    }

    const string Update =
        """
        update balance_share set asked_cents = @AskedCents, available_cents = @AvailableCents,
            state = @State, reason = null, moved_cents = @MovedCents, decided_at = @DecidedAt,
            decided_by = @DecidedBy
        where caisse_id = @Caisse and new_household_id = @householdId
        """;
}
