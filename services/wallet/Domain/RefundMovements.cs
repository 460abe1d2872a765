namespace Caisse.Wallet.Domain;

/// <summary>
/// Between whom the MonA of a refund move. What the guarantee paid in the household's place goes back to it,
/// as far as the household still owes it, and only the rest to the wallet. What the point of sale does not
/// hold any more it owes the guarantee, which advances it to the wallet; its own share the guarantee simply
/// goes on waiting for, from the point of sale instead of from the household.
/// </summary>
/// <param name="ShopToWalletCents">From the point of sale to the wallet.</param>
/// <param name="ShopToGuaranteeCents">From the point of sale to the guarantee.</param>
/// <param name="AdvancedCents">From the guarantee to the wallet.</param>
/// <param name="ToGuaranteeCents">What the household owes less.</param>
/// <param name="FromNextSettlementCents">What the point of sale owes more.</param>
sealed record RefundMovements(
    long ShopToWalletCents, long ShopToGuaranteeCents, long AdvancedCents, long ToGuaranteeCents,
    long FromNextSettlementCents)
{
    /// <summary>Decides them.</summary>
    /// <param name="refundCents">The refund.</param>
    /// <param name="shopCents">What the point of sale holds.</param>
    /// <param name="guaranteedCents">What the guarantee paid of this payment and has not got back.</param>
    /// <param name="owedCents">What the household owes for whatever the guarantee paid in its place.</param>
    internal static RefundMovements Decide(
        long refundCents, long shopCents, long guaranteedCents, long owedCents)
    {
        var toGuarantee = Math.Min(refundCents, Math.Min(guaranteedCents, owedCents));
        var toWallet = refundCents - toGuarantee;
        var shopToWallet = Math.Min(toWallet, shopCents);
        var shopToGuarantee = Math.Min(toGuarantee, shopCents - shopToWallet);
        return new(
            shopToWallet, shopToGuarantee, toWallet - shopToWallet, toGuarantee,
            refundCents - shopToWallet - shopToGuarantee);
    }
}
