using System.Security.Cryptography;
using Caisse.ServiceDefaults;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.ServiceDefaults.Tests;

public class SealedLetterTests
{
    [Fact]
    public void What_is_sealed_opens_with_its_own_key_alone_and_nothing_of_it_can_be_changed() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>().Filter(plain => plain is not null), ArbMap.Default.ArbFor<uint>(),
        (plain, at) =>
        {
            var (publicKey, privateKey) = SealedLetter.NewKeys();
            var letter = SealedLetter.Seal(publicKey, plain);
            var changed = letter.ToArray();
            changed[at % changed.Length] ^= 1;

            return SealedLetter.Open(privateKey, letter).SequenceEqual(plain)
                && DoesNotOpen(privateKey, changed)
                && DoesNotOpen(SealedLetter.NewKeys().PrivateKey, letter);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_box_opens_only_where_it_belongs()
    {
        var key = SealedBox.NewKey();
        var box = SealedBox.Seal(key, [1, 2, 3], "here");

        Assert.Equal([1, 2, 3], SealedBox.Open(key, box, "here"));
        Assert.Throws<AuthenticationTagMismatchException>(() => SealedBox.Open(key, box, "elsewhere"));
        Assert.NotEqual(box, SealedBox.Seal(key, [1, 2, 3], "here"));
    }

    static bool DoesNotOpen(byte[] privateKey, byte[] letter)
    {
        try
        {
            SealedLetter.Open(privateKey, letter);
            return false;
        }
        catch (CryptographicException)
        {
            return true;
        }
    }
}
