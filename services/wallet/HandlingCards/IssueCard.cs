using Caisse.ServiceDefaults;
using Caisse.Wallet.OpeningWallets;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.HandlingCards;

/// <summary>A card as it is issued: the token is shown once, to be written on it.</summary>
sealed record IssuedCard(Guid Id, Guid HouseholdId, string State, string Token);

/// <summary>Issues a card to a household; after it merged, to the one that has its wallet.</summary>
static class IssueCard
{
    internal sealed record CardRequest(Guid HouseholdId, string? Pin = null);

    internal static void Map(RouteGroupBuilder caisse) => caisse.MapPost("/cards", HandleAsync)
        .Describe(nameof(IssueCard), "Issue a card to a household; its token is answered once.")
        .Creates()
        .Allow(Grants.Coordinator);

    static async Task<Answer<IssuedCard>> HandleAsync(
        CardRequest request, Caller caller, Database database, Pins pins, CancellationToken cancel)
    {
        if ((new Check().Id(request.HouseholdId, "householdId").Problem ?? Pins.Examine(request.Pin))
            is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        // Merges are noted under this lock: no card stays with a household that merges meanwhile.
        await Ledger.LockAsync(work);
        var holderId = await Households.FindHolderAsync(work, request.HouseholdId);
        if (await WriteAsync(work, holderId, request.Pin, pins) is not { } issued)
        {
            return Refusal.NotFound("household", request.HouseholdId);
        }
        await work.CommitAsync(cancel);
        return issued;
    }

    /// <summary>Writes a new card; null when there is no such household.</summary>
    internal static async Task<IssuedCard?> WriteAsync(Work work, Guid householdId, string? pin, Pins pins)
    {
        var (cardId, token) = (Guid.CreateVersion7(), Pins.NewToken());
        var issued = await work.ExecuteAsync(Insert, new
        {
            work.Caisse,
            cardId,
            householdId,
            TokenSha256 = Pins.HashToken(token),
            PinHash = pin is null ? null : pins.Hash(cardId, pin),
            work.Now,
        });
        if (issued == 0)
        {
            return null;
        }
        await work.AuditAsync("card.issued", cardId, null, new { householdId, hasPin = pin is not null });
        return new IssuedCard(cardId, householdId, "active", token);
    }

    const string Insert =
        """
        insert into card (caisse_id, card_id, household_id, token_sha256, pin_hash, state, issued_at)
        select @Caisse, @cardId, household_id, @TokenSha256, @PinHash, 'active', @Now
        from household where caisse_id = @Caisse and household_id = @householdId
        """;
}
