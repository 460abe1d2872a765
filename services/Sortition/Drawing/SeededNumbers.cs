using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Caisse.Sortition.Drawing;

/// <summary>
/// Numbers that follow from a text alone, on every machine: SHA-256 of the text and a counter.
/// </summary>
sealed class SeededNumbers(string seed)
{
    readonly byte[] _seed = SHA256.HashData(Encoding.UTF8.GetBytes(seed));
    readonly byte[] _block = new byte[SHA256.HashSizeInBytes];
    long _counter;
    int _used = SHA256.HashSizeInBytes;

    internal ulong Next()
    {
        if (_used == _block.Length)
        {
            Span<byte> input = stackalloc byte[_seed.Length + sizeof(long)];
            _seed.CopyTo(input);
            BinaryPrimitives.WriteInt64BigEndian(input[_seed.Length..], _counter++);
            SHA256.HashData(input, _block);
            _used = 0;
        }
        _used += sizeof(ulong);
        return BinaryPrimitives.ReadUInt64BigEndian(_block.AsSpan(_used - sizeof(ulong)));
    }

    /// <summary>From 0 to below a bound, all alike likely: what would favour some is drawn again.</summary>
    internal int Below(int bound)
    {
        var fair = ulong.MaxValue - (ulong.MaxValue % (ulong)bound);
        var number = Next();
        while (number >= fair) number = Next();
        return (int)(number % (ulong)bound);
    }

    internal void Shuffle<T>(T[] items)
    {
        for (var at = items.Length - 1; at > 0; at--)
        {
            var other = Below(at + 1);
            (items[at], items[other]) = (items[other], items[at]);
        }
    }
}
