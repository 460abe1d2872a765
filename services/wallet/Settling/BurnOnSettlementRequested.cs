using Caisse.Contracts.MerchantNetwork;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Guaranteeing;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Settling;

/// <summary>
/// Takes out of circulation what points of sale took in up to a day. The ledger decides the amounts: they are
/// exactly the movements of each account since its last settlement, so nothing is reimbursed twice or
/// forgotten. What a point of sale owes the fund is paid back from it first.
/// </summary>
[Consumer("BurnOnSettlementRequested")]
sealed class BurnOnSettlementRequested : IHandle<SettlementRequested>
{
    public async Task HandleAsync(SettlementRequested happened, Work work, CancellationToken cancel)
    {
        var issuance = await Ledger.LockOwnAsync(work, AccountKind.Issuance);
        var lines = await CutAsync(work, work.KnownCaisse.StartOf(happened.Until.AddDays(1)));
        foreach (var line in lines)
        {
            var shop = line.Account;
            if (line.OwedCents > 0)
            {
                shop = await RecoverFromPointOfSale.PostAsync(
                    work, shop, line.OwedCents, happened.SettlementId);
            }
            if (line.NetCents > 0)
            {
                issuance = await BurnAsync(work, shop, issuance, line.NetCents, happened.SettlementId);
            }
            await work.ExecuteAsync(InsertLine, line.Row(work.Caisse, happened.SettlementId));
        }
        await work.PublishAsync(new PointsOfSaleSettled(
            work.Caisse, happened.SettlementId,
            [.. lines.Select(line => new SettledPointOfSale(
                line.Account.AccountId, line.GrossCents, line.RefundsCents, line.NetCents))],
            lines.Sum(line => line.NetCents), work.Now));
    }

    /// <summary>The issuance account as it is then.</summary>
    static async Task<AccountState> BurnAsync(
        Work work, AccountState shop, AccountState issuance, long cents, Guid settlementId)
    {
        var movement = Movement.Decide(shop, issuance, cents)
            ?? throw new InvalidOperationException($"Account {shop.AccountId} holds less than it received.");
        await Ledger.PostAsync(
            work, movement,
            new(Guid.CreateVersion7(), MovementKind.Settlement, cents, settlementId, work.Now));
        return movement.Credit;
    }

    /// <summary>What each point of sale received since its last settlement, up to an instant.</summary>
    static async Task<IReadOnlyList<Line>> CutAsync(Work work, DateTimeOffset end)
    {
        Guid[] shops = [.. await work.ListAsync<Guid>(PointsOfSale, new { work.Caisse })];
        var accounts = await Ledger.LockAsync(work, shops);
        var received = await work.ListAsync<ReceivedRow>(Received, new { work.Caisse, shops, end });
        return [.. received
            .Select(row => Line.Of(row, accounts[row.AccountId]))
            .Where(line => line.GrossCents > line.RefundsCents - line.OwedCents)];
    }

    /// <param name="AccountId">The point of sale.</param>
    /// <param name="FromVersion">Where its last settlement ended.</param>
    /// <param name="CutVersion">Its last movement before the instant.</param>
    /// <param name="CutGrossCents">Payments between the two.</param>
    /// <param name="CutRefundsCents">Refunds between the two.</param>
    /// <param name="GrossCents">Payments since its last settlement, later ones included.</param>
    /// <param name="RefundsCents">Refunds since its last settlement, later ones included.</param>
    /// <param name="OwedCents">Refunds that the guarantee advanced for it.</param>
    sealed record ReceivedRow(
        Guid AccountId, long FromVersion, long CutVersion, long CutGrossCents, long CutRefundsCents,
        long GrossCents, long RefundsCents, long OwedCents);

    /// <param name="Account">The point of sale.</param>
    /// <param name="FromVersion">Where its last settlement ended.</param>
    /// <param name="ToVersion">Where this one ends.</param>
    /// <param name="GrossCents">What it took in.</param>
    /// <param name="RefundsCents">What it gave back, what the guarantee advanced for it included.</param>
    /// <param name="OwedCents">Of which is paid back to the guarantee now.</param>
    sealed record Line(
        AccountState Account, long FromVersion, long ToVersion, long GrossCents, long RefundsCents,
        long OwedCents)
    {
        internal long NetCents => GrossCents - RefundsCents;

        /// <summary>
        /// When refunds after the instant have left less on the account than it had then, the line runs to
        /// this day: what was given back since cannot be reimbursed.
        /// </summary>
        internal static Line Of(ReceivedRow row, AccountState account) =>
            row.CutGrossCents - row.CutRefundsCents <= account.AvailableCents
                ? Of(account, row, row.CutVersion, row.CutGrossCents, row.CutRefundsCents)
                : Of(account, row, account.Version, row.GrossCents, row.RefundsCents);

        static Line Of(
            AccountState account, ReceivedRow row, long toVersion, long grossCents, long refundsCents)
        {
            var owedCents = Math.Clamp(row.OwedCents, 0, Math.Max(0, grossCents - refundsCents));
            return new(
                account, row.FromVersion, toVersion, grossCents, refundsCents + owedCents, owedCents);
        }

        internal object Row(string caisse, Guid settlementId) => new
        {
            caisse,
            settlementId,
            PointOfSaleId = Account.AccountId,
            FromVersion,
            ToVersion,
            GrossCents,
            RefundsCents,
            NetCents,
        };
    }

    static readonly string PointsOfSale =
        $"""
        select account_id from account
        where caisse_id = @Caisse and kind = {AccountKind.PointOfSale.Sql} and balance_cents > 0
        """;

    static readonly string TakenIn = MovementKind.ListOf(CountsAs.TakenIn);
    static readonly string GivenBack = MovementKind.ListOf(CountsAs.GivenBack);

    static readonly string Received =
        $"""
        with since as (
            select shop.account_id, coalesce(max(settlement_line.to_version), 0) as from_version
            from unnest(@shops) as shop (account_id)
            left join settlement_line
              on settlement_line.caisse_id = @Caisse and settlement_line.point_of_sale_id = shop.account_id
            group by shop.account_id
        ), received as (
            select since.account_id, since.from_version, entry.version, entry.kind, entry.amount_cents,
                   max(entry.version) filter (where entry.at < @end)
                       over (partition by since.account_id) as cut_version
            from since
            join account on account.caisse_id = @Caisse and account.account_id = since.account_id
            join entry
              on entry.account_number = account.account_number and entry.version > since.from_version
        )
        select account_id, from_version, coalesce(max(cut_version), from_version) as cut_version,
               coalesce(sum(amount_cents) filter (where kind in {TakenIn}
                   and version <= cut_version), 0)::bigint as cut_gross_cents,
               coalesce(-sum(amount_cents) filter (where kind in {GivenBack}
                   and version <= cut_version), 0)::bigint as cut_refunds_cents,
               coalesce(sum(amount_cents) filter (where kind in {TakenIn}), 0)::bigint as gross_cents,
               coalesce(-sum(amount_cents) filter (where kind in {GivenBack}), 0)::bigint as refunds_cents,
               coalesce((select owed_cents from point_of_sale_debt
                   where caisse_id = @Caisse and point_of_sale_id = account_id), 0) as owed_cents
        from received
        group by account_id, from_version
        order by account_id
        """;

    const string InsertLine =
        """
        insert into settlement_line (caisse_id, settlement_id, point_of_sale_id, from_version, to_version,
            gross_cents, refunds_cents, net_cents)
        values (@caisse, @settlementId, @PointOfSaleId, @FromVersion, @ToVersion,
            @GrossCents, @RefundsCents, @NetCents)
        """;
}
