using Caisse.ServiceDefaults;

namespace Caisse.Wallet.HandlingCards;

/// <summary>Gives a card a new PIN, which also unlocks it.</summary>
static class SetPin
{
    internal sealed record PinRequest(string Pin);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/cards/{cardId:guid}/pin", HandleAsync)
            .Describe(nameof(SetPin), "Give a card a new PIN.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<CardStateAnswer>> HandleAsync(
        Guid cardId, PinRequest request, Caller caller, Database database, Pins pins,
        CancellationToken cancel)
    {
        if (Pins.Examine(request.Pin) is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var card = await work.FindAsync<CardStateAnswer>(
            Set, new { work.Caisse, cardId, PinHash = pins.Hash(cardId, request.Pin) });
        if (card is null)
        {
            return Refusal.NotFound("card", cardId);
        }
        await work.AuditAsync("card.pin-set", cardId);
        await work.CommitAsync(cancel);
        return card;
    }

    const string Set =
        """
        update card set pin_hash = @PinHash, wrong_pins = 0, pin_locked_until = null
        where caisse_id = @Caisse and card_id = @cardId
        returning card_id as id, household_id, state
        """;
}
