using System.Security.Cryptography;
using Caisse.Wallet.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Wallet.Tests;

public sealed class VoucherSerialTests
{
    const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    [Fact]
    public void A_serial_reads_back_however_it_is_typed() => ForAllSerials(serial =>
    {
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$", serial);
        Assert.Equal(serial, VoucherSerial.Read(serial));
        var bare = serial.Replace("-", "", StringComparison.Ordinal);
        Assert.Equal(serial, VoucherSerial.Read($" {bare.ToLowerInvariant()}"));
        Assert.Equal(
            serial, VoucherSerial.Read(serial.Replace('0', 'o').Replace('1', 'l').Replace('-', ' ')));
    });

    [Fact]
    public void Every_wrong_character_shows() => ForAllSerials(serial =>
        Assert.All(Places(serial), place =>
            Assert.All(Alphabet.Where(letter => letter != serial[place]), letter =>
                Assert.Null(VoucherSerial.Read(serial[..place] + letter + serial[(place + 1)..])))));

    [Fact]
    public void Every_exchange_of_two_characters_shows() => ForAllSerials(serial =>
    {
        var exchanges = from one in Places(serial)
                        from other in Places(serial)
                        where serial[one] != serial[other]
                        select (one, other);
        Assert.All(exchanges, places =>
        {
            var typed = serial.ToCharArray();
            (typed[places.one], typed[places.other]) = (typed[places.other], typed[places.one]);
            Assert.Null(VoucherSerial.Read(new string(typed)));
        });
    });

    [Theory]
    [InlineData("")]
    [InlineData("0000-0000-000")]
    [InlineData("0000-0000-00000")]
    [InlineData("UUUU-UUUU-UUUU")]
    [InlineData("0000-0000-000é")]
    [InlineData("0000000000000000000000000000000000000000000000000000")]
    public void What_is_no_serial_is_none(string typed) => Assert.Null(VoucherSerial.Read(typed));

    [Fact]
    public void All_eleven_characters_come_from_the_random_bytes() => Assert.Equal(
        2_000,
        Enumerable.Range(0, 2_000).Select(_ => VoucherSerial.Of(RandomNumberGenerator.GetBytes(8))).Distinct()
            .Count());

    static void ForAllSerials(Action<string> holds) => Prop.ForAll(
        ArbMap.Default.ArbFor<ulong>(),
        bits => holds(VoucherSerial.Of(BitConverter.GetBytes(bits)))).QuickCheckThrowOnFailure();

    static IEnumerable<int> Places(string serial) =>
        Enumerable.Range(0, serial.Length).Where(place => serial[place] != '-');
}
