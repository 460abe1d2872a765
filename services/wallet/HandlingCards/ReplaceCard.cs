using Caisse.ServiceDefaults;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.HandlingCards;

/// <summary>
/// Replaces a lost or worn card: the old one is blocked and says so at tills, the new one opens the same
/// wallet. Its PIN is given anew, since a PIN is hashed under its card's id.
/// </summary>
static class ReplaceCard
{
    internal sealed record ReplacementRequest(string? Pin = null);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/cards/{cardId:guid}/replacement", HandleAsync)
            .Describe(nameof(ReplaceCard), "Replace a card; the new one's token is answered once.")
            .Creates()
            .Allow(Grants.Coordinator, Grants.Member);

    static async Task<Answer<IssuedCard>> HandleAsync(
        Guid cardId, ReplacementRequest request, Caller caller, Database database, KnownCaisse caisse,
        Pins pins,
        CancellationToken cancel)
    {
        if (Pins.Examine(request.Pin) is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        await Ledger.LockAsync(work);
        var old = await work.FindAsync<CardRow>(
            Lock, new { work.Caisse, cardId, caller.MemberId, IsStaff = caller.Has(Grants.Coordinator) });
        if (old is null)
        {
            return Refusal.NotFound("card", cardId);
        }
        if (WhyNot(old, request.Pin, caisse) is { } refused)
        {
            return refused;
        }
        var issued = (await IssueCard.WriteAsync(work, old.HouseholdId, request.Pin, pins))!;
        await work.ExecuteAsync(NoteReplaced, new { work.Caisse, cardId, issued.Id, work.Now });
        await work.AuditAsync("card.replaced", cardId, null, new { replacedBy = issued.Id });
        await work.CommitAsync(cancel);
        return issued;
    }

    static Refusal? WhyNot(CardRow old, string? pin, KnownCaisse caisse) =>
        old.ReplacedAt is { } at
            ? Refusal.Conflict("card-replaced", $"This card was replaced on {caisse.DayOf(at):yyyy-MM-dd}.")
                .With("replacedOn", caisse.DayOf(at)).With("replacedBy", old.ReplacedBy)
        : old.HasPin && pin is null
            ? Refusal.Unprocessable("pin-needed", "The card has a PIN: give its replacement one too.")
        : null;

    sealed record CardRow(Guid HouseholdId, bool HasPin, Guid? ReplacedBy, DateTimeOffset? ReplacedAt);

    /// <summary>A delegate may block a card, and gets no new one: it would outlive the delegation.</summary>
    const string Lock =
        """
        select card.household_id, pin_hash is not null as has_pin, replaced_by, replaced_at
        from card join household using (caisse_id, household_id)
        where card.caisse_id = @Caisse and card_id = @cardId
          and (@IsStaff or @MemberId = any(household.member_ids))
        for update of card
        """;

    const string NoteReplaced =
        """
        update card set state = 'blocked', blocked_at = coalesce(blocked_at, @Now),
            replaced_by = @Id, replaced_at = @Now
        where caisse_id = @Caisse and card_id = @cardId
        """;
}
