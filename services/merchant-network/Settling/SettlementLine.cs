namespace Caisse.MerchantNetwork.Settling;

/// <summary>What one point of sale is paid in a settlement; net is gross less refunds less fee.</summary>
/// <param name="PointOfSaleId">The point of sale.</param>
/// <param name="GrossCents">MonA cents taken in.</param>
/// <param name="RefundsCents">MonA cents given back.</param>
/// <param name="FeeCents">Euro cents the fund keeps.</param>
/// <param name="NetCents">Euro cents paid out.</param>
sealed record SettlementLine(
    Guid PointOfSaleId, long GrossCents, long RefundsCents, long FeeCents, long NetCents)
{
    const int BasisPoints = 10_000;

    /// <summary>
    /// The line of a point of sale under a fee in hundredths of a percent, rounded down to the cent.
    /// </summary>
    internal static SettlementLine Of(
        Guid pointOfSaleId, long grossCents, long refundsCents, int feeBasisPoints)
    {
        var owedCents = grossCents - refundsCents;
        var feeCents = Math.Max(0, owedCents) * feeBasisPoints / BasisPoints;
        return new SettlementLine(pointOfSaleId, grossCents, refundsCents, feeCents, owedCents - feeCents);
    }
}
