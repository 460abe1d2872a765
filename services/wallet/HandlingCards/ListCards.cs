using Caisse.ServiceDefaults;
using Caisse.Wallet.OpeningWallets;

namespace Caisse.Wallet.HandlingCards;

/// <summary>The cards of a household, the first issued at the top; never their tokens.</summary>
static class ListCards
{
    internal sealed record ListedCard(
        Guid Id, string State, bool HasPin, DateTimeOffset IssuedAt, DateTimeOffset? PinLockedUntil,
        Guid? ReplacedBy, DateTimeOffset? ReplacedAt);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/wallets/{householdId:guid}/cards", HandleAsync)
            .Describe(nameof(ListCards), "The cards of a household.")
            .Allow(Grants.Member, Grants.Delegate, Grants.Coordinator, Grants.Treasurer);

    static async Task<Answer<Page<ListedCard>>> HandleAsync(
        Guid householdId, [AsParameters] PageRequest page, Caller caller, Database database,
        CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        if (!await Households.MaySeeAsync(work, caller, householdId)
            || !await Households.ExistsAsync(work, householdId))
        {
            return Refusal.NotFound("wallet", householdId);
        }
        var cards = await work.ListAsync<ListedCard>(
            Read, new { work.Caisse, householdId, page.AfterId, page.Fetch });
        return page.Of(cards, card => card.Id);
    }

    const string Read =
        """
        select card_id as id, state, pin_hash is not null as has_pin, issued_at, pin_locked_until,
               replaced_by, replaced_at
        from card
        where caisse_id = @Caisse and household_id = @householdId
          and (@AfterId::uuid is null or card_id > @AfterId)
        order by card_id limit @Fetch
        """;
}
