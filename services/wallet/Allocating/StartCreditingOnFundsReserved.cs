using Caisse.Contracts.Contributions;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Allocating;

/// <summary>The euros are set aside: the run may be credited.</summary>
[Consumer("StartCreditingOnFundsReserved")]
sealed class StartCreditingOnFundsReserved(CreditAllocations credit) : IHandle<FundsReserved>
{
    public bool Claims(FundsReserved happened) => happened.Purpose is null or FundsPurposes.Allocation;

    public async Task HandleAsync(FundsReserved happened, Work work, CancellationToken cancel)
    {
        if (happened.IsPreview)
        {
            await ShowPreview.EndAsync(work, happened.RunId, happened.AmountCents, shortfallCents: 0);
            return;
        }
        await work.ExecuteAsync(
            """
            update allocation_run set state = 'crediting'
            where caisse_id = @Caisse and run_id = @RunId and state = 'reserving' and not is_preview
              and total_cents = @AmountCents
            """, happened);
        work.AfterCommit(credit.Wake);
    }
}

/// <summary>
/// The euros do not cover the run: nothing is credited, and the shortfall is kept for whoever asks.
/// </summary>
[Consumer("RefuseRunOnFundsRefused")]
sealed class RefuseRunOnFundsRefused : IHandle<FundsRefused>
{
    public bool Claims(FundsRefused happened) => happened.Purpose is null or FundsPurposes.Allocation;

    public Task HandleAsync(FundsRefused happened, Work work, CancellationToken cancel) => happened.IsPreview
        ? ShowPreview.EndAsync(work, happened.RunId, happened.RequestedCents, happened.ShortfallCents)
        : work.ExecuteAsync(
            """
            update allocation_run set state = 'refused', shortfall_cents = @ShortfallCents
            where caisse_id = @Caisse and run_id = @RunId and state = 'reserving' and not is_preview
            """, happened);
}
