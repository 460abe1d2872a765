using Caisse.MerchantNetwork.Settling;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.MerchantNetwork.Tests.Domain;

public sealed class SettlementLineTests
{
    [Theory]
    [InlineData(10_000, 0, 0, 0, 10_000)]
    [InlineData(10_000, 500, 200, 190, 9_310)]
    [InlineData(333, 0, 100, 3, 330)]
    [InlineData(99, 0, 100, 0, 99)]
    [InlineData(0, 0, 1000, 0, 0)]
    [InlineData(500, 500, 1000, 0, 0)]
    public void The_fee_is_a_share_of_the_net_rounded_down_to_the_cent(
        long grossCents, long refundsCents, int feeBasisPoints, long feeCents, long netCents)
    {
        var line = SettlementLine.Of(Guid.Empty, grossCents, refundsCents, feeBasisPoints);
        Assert.Equal((feeCents, netCents), (line.FeeCents, line.NetCents));
    }

    [Fact]
    public void Nothing_is_lost_or_made_and_the_fee_is_within_a_cent_of_its_share() => Prop.ForAll(
        (from grossCents in Gen.Choose(0, 1_000_000_000)
         from refundsCents in Gen.Choose(0, grossCents)
         from feeBasisPoints in Gen.Choose(0, 1000)
         let line = SettlementLine.Of(Guid.Empty, grossCents, refundsCents, feeBasisPoints)
         select (line, feeBasisPoints)).ToArbitrary(),
        drawn =>
        {
            var (line, basisPoints) = drawn;
            var share = (decimal)(line.GrossCents - line.RefundsCents) * basisPoints / 10_000;
            return line.NetCents == line.GrossCents - line.RefundsCents - line.FeeCents
                && line.FeeCents <= share && share < line.FeeCents + 1 && line.NetCents >= 0;
        }).QuickCheckThrowOnFailure();
}
