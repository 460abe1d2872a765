using Caisse.ServiceDefaults;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.HandlingCards;

/// <summary>A card as staff see it: never its token.</summary>
sealed record CardStateAnswer(Guid Id, Guid HouseholdId, string State);

/// <summary>Blocks a lost or stolen card, at once and for good. The balance stays in the wallet.</summary>
static class BlockCard
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/cards/{cardId:guid}/block", HandleAsync)
            .Describe(nameof(BlockCard), "Block a lost or stolen card.")
            .Allow(Grants.Coordinator, Grants.Member, Grants.Delegate);

    static async Task<Answer<CardStateAnswer>> HandleAsync(
        Guid cardId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        // Payments are decided under this lock: none that is under way is answered after the card is blocked.
        await Ledger.LockAsync(work);
        var blocked = await work.FindAsync<CardStateAnswer>(
            Block, new
            {
                work.Caisse, cardId, caller.MemberId, IsStaff = caller.Has(Grants.Coordinator), work.Now,
            });
        if (blocked is null)
        {
            return Refusal.NotFound("card", cardId);
        }
        await work.AuditAsync("card.blocked", cardId);
        await work.CommitAsync(cancel);
        return blocked;
    }

    const string Block =
        """
        update card set state = 'blocked', blocked_at = coalesce(blocked_at, @Now)
        from household
        where card.caisse_id = @Caisse and card_id = @cardId
          and household.caisse_id = card.caisse_id and household.household_id = card.household_id
          and (@IsStaff or @MemberId = any(household.member_ids || household.delegate_ids))
        returning card_id as id, card.household_id, card.state
        """;
}
