using Caisse.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Caisse.Benchmarks.Rivals;

/// <summary>
/// A wallet that pays each payment in a transaction of its own, with the house's own key, outbox and rules:
/// what the batches of the real one are measured against, behind the same gateway.
/// </summary>
public sealed class RivalWallet : ICaisseService
{
    internal sealed record PayRequest(Guid PointOfSaleId, MeansRequest Means, long AmountCents);

    internal sealed record MeansRequest(string Card);

    internal sealed record PayAnswer(Guid Id, string State, long MonaCents, long BalanceCents);

    /// <inheritdoc />
    public static string Name => "wallet";

    /// <inheritdoc />
    public static void Register(ServiceRegistration service)
    {
        // It hears nothing.
    }

    /// <inheritdoc />
    public static void Map(ServiceRoutes routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.Caisse.MapPost("/payments", (
            PayRequest request, IdempotencyKey key, Caller caller, Database database,
            CancellationToken cancel) => key.OnceAsync(database, caller, request, work => PayAsync(work, request), cancel))
            .Describe("payRival", "Pay, one transaction each.").Creates().Allow(Grants.Till);
    }

    static async Task<Answer<PayAnswer>> PayAsync(Work work, PayRequest request)
    {
        var card = await work.OneAsync<CardRow>(LockCard, new
        {
            work.Caisse,
            Token = Wallet.HandlingCards.Pins.HashToken(request.Means.Card),
        });
        await work.ExecuteAsync(ReadRules, new { work.Caisse, request.PointOfSaleId });
        var accounts = (await work.ListAsync<AccountRow>(
            LockAccounts, new { Ids = new[] { card.HouseholdId, request.PointOfSaleId } }))
            .ToDictionary(account => account.AccountId);
        var (debit, credit) = (accounts[card.HouseholdId], accounts[request.PointOfSaleId]);
        if (debit.BalanceCents < request.AmountCents)
        {
            return Refusal.Conflict("insufficient-balance", "too little");
        }
        var paymentId = Guid.CreateVersion7();
        await work.ExecuteAsync(Post, new
        {
            paymentId,
            Debit = debit.AccountId,
            Credit = credit.AccountId,
            request.AmountCents,
            DebitVersion = debit.Version + 1,
            DebitBalance = debit.BalanceCents - request.AmountCents,
            CreditVersion = credit.Version + 1,
            CreditBalance = credit.BalanceCents + request.AmountCents,
        });
        await work.PublishAsync(new Contracts.Wallet.PaymentRefunded(
            work.Caisse, paymentId, paymentId, debit.AccountId, credit.AccountId, request.AmountCents,
            work.Now));
        return new PayAnswer(
            paymentId, "captured", request.AmountCents, debit.BalanceCents - request.AmountCents);
    }

    sealed record CardRow(Guid HouseholdId, string State);

    sealed record AccountRow(Guid AccountId, long BalanceCents, long Version);

    const string LockCard =
        """
        select household_id, state from card where caisse_id = @Caisse and token_sha256 = @Token for update
        """;

    const string ReadRules =
        """
        select state, since, until, categories from accreditation
        where caisse_id = @Caisse and point_of_sale_id = @PointOfSaleId
        order by since desc, version desc limit 1
        """;

    const string LockAccounts =
        """
        select account_id, balance_cents, version from rival_account where account_id = any(@Ids)
        order by account_id for update
        """;

    const string Post =
        """
        insert into rival_transfer (transfer_id, debit, credit, amount_cents, debit_version,
            debit_balance_cents, credit_version, credit_balance_cents)
        values (@paymentId, @Debit, @Credit, @AmountCents, @DebitVersion, @DebitBalance,
            @CreditVersion, @CreditBalance);
        update rival_account set balance_cents = @DebitBalance, version = @DebitVersion
        where account_id = @Debit;
        update rival_account set balance_cents = @CreditBalance, version = @CreditVersion
        where account_id = @Credit;
        insert into rival_payment (payment_id, household_id, point_of_sale_id, mona_cents)
        values (@paymentId, @Debit, @Credit, @AmountCents);
        """;
}
