using Caisse.Contracts.MerchantNetwork;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Paying;

/// <summary>
/// Keeps where each point of sale stands, since when; the day of a payment picks the state that held then.
/// </summary>
[Consumer("FollowAccreditationOnChange")]
sealed class FollowAccreditationOnChange : IHandle<AccreditationChanged>
{
    public async Task HandleAsync(AccreditationChanged happened, Work work, CancellationToken cancel)
    {
        await Ledger.OpenAsync(work, AccountKind.PointOfSale, happened.PointOfSaleId);
        await work.ExecuteAsync(
            """
            insert into accreditation (
                caisse_id, point_of_sale_id, version, state, since, until, categories, decision_id)
            values (@Caisse, @PointOfSaleId, @Version, @State, @Since, @Until, @Categories, @DecisionId)
            on conflict (caisse_id, point_of_sale_id, version) do nothing
            """,
            new
            {
                happened.Caisse,
                happened.PointOfSaleId,
                happened.Version,
                happened.State,
                happened.Since,
                happened.Until,
                Categories = happened.Categories.ToArray(),
                happened.DecisionId,
            });
    }
}
