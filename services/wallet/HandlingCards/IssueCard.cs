using Caisse.ServiceDefaults;

namespace Caisse.Wallet.HandlingCards;

/// <summary>Issues a card to a household. Its token is shown once, to be written on the card.</summary>
static class IssueCard
{
    internal sealed record CardRequest(Guid HouseholdId, string? Pin = null);

    internal sealed record CardAnswer(Guid Id, Guid HouseholdId, string State, string Token);

    internal static void Map(RouteGroupBuilder caisse) => caisse.MapPost("/cards", HandleAsync)
        .Describe(nameof(IssueCard), "Issue a card to a household; its token is answered once.")
        .Creates()
        .Allow(Grants.Coordinator);

    static async Task<Answer<CardAnswer>> HandleAsync(
        CardRequest request, Caller caller, Database database, Pins pins, CancellationToken cancel)
    {
        var check = new Check().Id(request.HouseholdId, "householdId")
            .That(request.Pin is null || Pins.IsPin(request.Pin), "pin", "must be four digits.");
        if (check.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var (cardId, token) = (Guid.CreateVersion7(), Pins.NewToken());
        var issued = await work.ExecuteAsync(Insert, new
        {
            work.Caisse,
            cardId,
            request.HouseholdId,
            TokenSha256 = Pins.HashToken(token),
            PinHash = request.Pin is null ? null : pins.Hash(cardId, request.Pin),
            work.Now,
        });
        if (issued == 0)
        {
            return Refusal.NotFound("household", request.HouseholdId);
        }
        await work.AuditAsync(
            "card.issued", cardId, null, new { request.HouseholdId, hasPin = request.Pin is not null });
        await work.CommitAsync(cancel);
        return new CardAnswer(cardId, request.HouseholdId, "active", token);
    }

    const string Insert =
        """
        insert into card (caisse_id, card_id, household_id, token_sha256, pin_hash, state, issued_at)
        select @Caisse, @cardId, household_id, @TokenSha256, @PinHash, 'active', @Now
        from household where caisse_id = @Caisse and household_id = @HouseholdId
        """;
}
