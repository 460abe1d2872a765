using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Guaranteeing;

/// <summary>
/// What a point of sale owes the guarantee, which advanced refunds of what it had been reimbursed for.
/// </summary>
static class PointOfSaleDebt
{
    /// <summary>It owes more from now on, or less: below zero.</summary>
    internal static Task AddAsync(Work work, Guid pointOfSaleId, long cents) =>
        work.ExecuteAsync(Add, new { work.Caisse, pointOfSaleId, cents });

    /// <summary>The row that would be inserted must satisfy the table, so it is looked for first.</summary>
    const string Add =
        """
        with changed as (
            update point_of_sale_debt set owed_cents = owed_cents + @cents
            where caisse_id = @Caisse and point_of_sale_id = @pointOfSaleId
            returning true
        )
        insert into point_of_sale_debt (caisse_id, point_of_sale_id, owed_cents)
        select @Caisse, @pointOfSaleId, @cents where not exists (select from changed)
        """;
}
