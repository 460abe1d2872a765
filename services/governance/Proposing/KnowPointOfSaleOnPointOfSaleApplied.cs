using Caisse.Contracts.MerchantNetwork;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Proposing;

/// <summary>Keeps the id of a point of sale: proposals may name it.</summary>
[Consumer("KnowPointOfSaleOnPointOfSaleApplied")]
sealed class KnowPointOfSaleOnPointOfSaleApplied : IHandle<PointOfSaleApplied>
{
    public Task HandleAsync(PointOfSaleApplied happened, Work work, CancellationToken cancel) =>
        work.ExecuteAsync(
            """
            insert into known_point_of_sale (caisse_id, point_of_sale_id) values (@Caisse, @PointOfSaleId)
            on conflict do nothing
            """, new { work.Caisse, happened.PointOfSaleId });
}
