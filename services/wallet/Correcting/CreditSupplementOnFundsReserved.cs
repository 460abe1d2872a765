using Caisse.Contracts.Contributions;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Guaranteeing;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Correcting;

/// <summary>
/// The euros of a supplement are set aside: it is credited, and told to whoever keeps the euros as a run of
/// one household.
/// </summary>
[Consumer("CreditSupplementOnFundsReserved")]
sealed class CreditSupplementOnFundsReserved(CaisseMetrics metrics) : IHandle<FundsReserved>
{
    public bool Claims(FundsReserved happened) => happened.Purpose is null or FundsPurposes.Supplement;

    public async Task HandleAsync(FundsReserved happened, Work work, CancellationToken cancel)
    {
        var supplement = await work.FindAsync<SupplementAnswer>(
            SupplementAnswer.SelectForUpdate, new { work.Caisse, SupplementId = happened.RunId });
        if (supplement is not { State: "reserving" } || supplement.AmountCents != happened.AmountCents)
        {
            return;
        }
        var issuance = await Ledger.LockOwnAsync(work, AccountKind.Issuance);
        var accounts = await Ledger.LockAsync(work, supplement.HouseholdId);
        var movement = Movement.Decide(issuance, accounts[supplement.HouseholdId], supplement.AmountCents)!;
        await Ledger.PostAsync(work, movement, new TransferDetails(
            supplement.Id, MovementKind.Allocation, supplement.AmountCents, supplement.Id, work.Now));
        await RecoverDebts.AfterCreditAsync(
            work, supplement.Id,
            new Dictionary<Guid, long> { [supplement.HouseholdId] = supplement.AmountCents }, work.Now);
        await work.ExecuteAsync(NoteCredited, new { work.Caisse, supplement.Id, work.Now });
        await work.AuditAsync("supplement.credited", supplement.Id);
        await work.PublishAsync(new AllocationRunCompleted(
            work.Caisse, supplement.Id, supplement.Period, 1, supplement.AmountCents, work.Now,
            FundsPurposes.Supplement));
        work.AfterCommit(() => metrics.Issued(work.Caisse, supplement.AmountCents));
    }

    const string NoteCredited =
        """
        update supplement set state = 'credited', credited_at = @Now
        where caisse_id = @Caisse and supplement_id = @Id
        """;
}

/// <summary>
/// The euros do not cover a supplement: nothing is credited, and the shortfall is kept for whoever asks.
/// </summary>
[Consumer("RefuseSupplementOnFundsRefused")]
sealed class RefuseSupplementOnFundsRefused : IHandle<FundsRefused>
{
    public bool Claims(FundsRefused happened) => happened.Purpose is null or FundsPurposes.Supplement;

    public async Task HandleAsync(FundsRefused happened, Work work, CancellationToken cancel)
    {
        if (await work.ExecuteAsync(NoteRefused, happened) == 1)
        {
            await work.AuditAsync(
                "supplement.refused", happened.RunId, null, new { happened.ShortfallCents });
        }
    }

    const string NoteRefused =
        """
        update supplement set state = 'refused', shortfall_cents = @ShortfallCents
        where caisse_id = @Caisse and supplement_id = @RunId and state = 'reserving'
        """;
}
