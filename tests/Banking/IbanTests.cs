using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Banking.Tests;

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
    [InlineData("FR2420041010050500013M0260")]
    [InlineData("XX82WEST12345698765432")]
    [InlineData("FR14\u00002004 1010 0505 0001 3M02 606")]
    public void Anything_else_is_refused(string? written) => Assert.Null(Iban.Normalize(written));

    [Fact]
    public void One_mistyped_digit_is_always_noticed() => Prop.ForAll(
        (from number in Gen.Choose(0, int.MaxValue)
         from place in Gen.Choose(4, 26)
         from digit in Gen.Choose(0, 9)
         select (Iban: French(number), place, digit)).ToArbitrary(),
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

    [Theory]
    [InlineData("FR76 3000 6000 0112 3456 7890 189", null)]
    [InlineData("CH93 0076 2011 6238 5295 7", null)]
    [InlineData("RS35 2600 0560 1001 6113 79", null)]
    [InlineData("", "must be an IBAN such as")]
    [InlineData("chez moi", "must be an IBAN such as")]
    [InlineData("FR7630006000011234567890", "has 24 characters: an IBAN of FR has 27.")]
    [InlineData("FR76 3000 6000 0112 3456 7890 188", "has wrong check digits")]
    [InlineData("US64 1234 5678 9012 3456", "begins with US, which is no country with IBANs.")]
    [InlineData("TR33 0006 1005 1978 6457 8413 26", "is of TR, where no SEPA credit transfer goes.")]
    public void Whoever_wrote_it_wrong_hears_what_is_wrong(string written, string? problem)
    {
        var told = Iban.Problem(written);
        if (problem is null)
        {
            Assert.Null(told);
        }
        else
        {
            Assert.StartsWith(problem, told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_number_is_kept_just_when_a_country_outside_SEPA_is_all_that_can_be_wrong_with_it() =>
        Assert.Equal("TR330006100519786457841326", Iban.Normalize("TR33 0006 1005 1978 6457 8413 26"));

    /// <summary>Both leave the remainder 1, and no bank gives them: check digits are 02 to 98.</summary>
    [Theory]
    [InlineData(98, 1)]
    [InlineData(97, 0)]
    [InlineData(2, 99)]
    public void Check_digits_that_no_bank_gives_are_refused(int given, int typed)
    {
        var iban = Enumerable.Range(0, 1000).Select(French)
            .First(one => one.StartsWith($"FR{given:00}", StringComparison.Ordinal));
        Assert.NotNull(Iban.Normalize(iban));
        Assert.Null(Iban.Normalize($"FR{typed:00}{iban[4..]}"));
    }

    /// <summary>A French number with right check digits, a different one for each number.</summary>
    static string French(int number)
    {
        var account = number.ToString("D23", CultureInfo.InvariantCulture);
        var check = 98 - (BigInteger.Parse($"{account}152700", CultureInfo.InvariantCulture) % 97);
        return $"FR{(int)check:00}{account}";
    }
}
