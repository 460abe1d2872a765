using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Caisse.Sortition.Evidence;

/// <summary>
/// Numbers that follow from a value published after the bundle: SHA-256(value || bundle hash), first eight
/// bytes;
/// what would favour some numbers is hashed again.
/// </summary>
public static class PublicNumber
{
    /// <summary>From 0 to below a bound.</summary>
    /// <param name="value">From outside: public randomness, or what the dice showed.</param>
    /// <param name="bundleHash">As published before.</param>
    /// <param name="bound">How many numbers there are.</param>
    /// <param name="purpose">Empty for the winning panel; otherwise what else the value decides.</param>
    public static int Below(string value, string bundleHash, int bound, string purpose = "")
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(value + bundleHash + purpose));
        var fair = ulong.MaxValue - (ulong.MaxValue % (ulong)bound);
        ulong number;
        while ((number = BinaryPrimitives.ReadUInt64BigEndian(digest)) >= fair)
            digest = SHA256.HashData(digest);
        return (int)(number % (ulong)bound);
    }
}
