using Caisse.Wallet.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Wallet.Tests;

public sealed class RefundMovementsTests
{
    [Theory]
    [InlineData(4000, 4000, 4000, 4000, 0, 4000, 0, 4000, 0)]
    [InlineData(4000, 0, 4000, 4000, 0, 0, 0, 4000, 4000)]
    [InlineData(4000, 4000, 3000, 3000, 1000, 3000, 0, 3000, 0)]
    [InlineData(4000, 2000, 3000, 3000, 1000, 1000, 0, 3000, 2000)]
    [InlineData(4000, 500, 3000, 3000, 500, 0, 500, 3000, 3500)]
    [InlineData(4000, 4000, 4000, 1500, 2500, 1500, 0, 1500, 0)]
    [InlineData(4000, 1000, 0, 9000, 1000, 0, 3000, 0, 3000)]
    public void The_guarantee_gets_back_what_it_paid_and_is_owed_and_the_wallet_the_rest(
        long refund, long shop, long guaranteed, long owed, long shopToWallet, long shopToGuarantee,
        long advanced, long owedLess, long shopOwes) =>
        Assert.Equal(
            new RefundMovements(shopToWallet, shopToGuarantee, advanced, owedLess, shopOwes),
            RefundMovements.Decide(refund, shop, guaranteed, owed));

    [Fact]
    public void Every_cent_arrives_and_what_the_guarantee_lacks_somebody_owes_it() => Prop.ForAll(
        ArbMap.Default.ArbFor<(ushort Refund, ushort Shop, ushort Guaranteed, ushort Owed)>(),
        one =>
        {
            var moved = RefundMovements.Decide(one.Refund, one.Shop, one.Guaranteed, one.Owed);
            var fromShop = moved.ShopToWalletCents + moved.ShopToGuaranteeCents;
            long[] all =
                [moved.ShopToWalletCents, moved.ShopToGuaranteeCents, moved.AdvancedCents,
                    moved.ToGuaranteeCents, moved.FromNextSettlementCents];
            return all.All(cents => cents >= 0)
                && moved.ShopToWalletCents + moved.AdvancedCents + moved.ToGuaranteeCents == one.Refund
                && fromShop == Math.Min(one.Refund, one.Shop)
                && moved.ToGuaranteeCents == Math.Min(one.Refund, Math.Min(one.Guaranteed, one.Owed))
                && moved.ShopToGuaranteeCents - moved.AdvancedCents
                    == moved.ToGuaranteeCents - moved.FromNextSettlementCents;
        }).QuickCheckThrowOnFailure();
}
