using Caisse.ServiceDefaults;
using Caisse.Wallet.OpeningWallets;

namespace Caisse.Wallet.ReadingWallets;

/// <summary>Reads what a household can spend.</summary>
static class ReadWallet
{
    internal sealed record WalletAnswer(
        Guid HouseholdId, string State, long BalanceCents, long AvailableCents,
        IReadOnlyList<ExpiringAnswer> Expiring);

    internal sealed record ExpiringAnswer(DateOnly OnDate, long AmountCents);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/wallets/{householdId:guid}", HandleAsync)
            .Describe(nameof(ReadWallet), "Read what a household can spend.")
            .Allow(Grants.Member, Grants.Delegate, Grants.Coordinator, Grants.Treasurer, Grants.ReadWallets);

    static async Task<Answer<WalletAnswer>> HandleAsync(
        Guid householdId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (!await Households.MaySeeAsync(work, caller, householdId)
            || await work.FindAsync<BalanceRow>(Read, new { work.Caisse, householdId }) is not { } balance)
        {
            return Refusal.NotFound("wallet", householdId);
        }
        // No carry-over rule is offered yet, so nothing expires.
        return new WalletAnswer(
            householdId, "open", balance.BalanceCents, balance.BalanceCents - balance.HeldCents, []);
    }

    sealed record BalanceRow(long BalanceCents, long HeldCents);

    const string Read =
        """
        select balance_cents, held_cents from account
        where caisse_id = @Caisse and account_id = @householdId and kind = 'household'
        """;
}
