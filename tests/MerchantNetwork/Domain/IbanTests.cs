using Caisse.MerchantNetwork.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.MerchantNetwork.Tests.Domain;

public sealed class IbanTests
{
    [Theory]
    [InlineData("FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606")]
    [InlineData("de89370400440532013000", "DE89370400440532013000")]
    [InlineData("GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819")]
    [InlineData("NO93 8601 1117 947", "NO9386011117947")]
    public void A_genuine_iban_is_kept_without_spaces_in_capitals(string written, string kept) =>
        Assert.Equal(kept, Iban.Normalize(written));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("FR15 2004 1010 0505 0001 3M02 606")]
    [InlineData("FR14")]
    [InlineData("14FR20041010050500013M02606")]
    [InlineData("FR14200410100505000-3M02606")]
    [InlineData("ＦＲ1420041010050500013M02606")]
    [InlineData("FR1420041010050500013M02606FR1420041010050500013M02606")]
    [InlineData("FR14\u00002004 1010 0505 0001 3M02 606")]
    public void Anything_else_is_refused(string? written) => Assert.Null(Iban.Normalize(written));

    [Fact]
    public void One_mistyped_digit_is_always_noticed() => Prop.ForAll(
        (from number in Gen.Choose(0, int.MaxValue)
         from place in Gen.Choose(4, 26)
         from digit in Gen.Choose(0, 9)
         select (Iban: Sample.Iban(number), place, digit)).ToArbitrary(),
        drawn =>
        {
            var mistyped = drawn.Iban.ToCharArray();
            mistyped[drawn.place] = (char)('0' + drawn.digit);
            var changed = new string(mistyped);
            return Iban.Normalize(drawn.Iban) == drawn.Iban
                && (changed == drawn.Iban || Iban.Normalize(changed) is null);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_masked_iban_shows_the_country_and_the_last_four() =>
        Assert.Equal("FR*********************2606", Iban.Mask("FR1420041010050500013M02606"));
}
