using System.Security.Cryptography;
using System.Text;

namespace Caisse.Wallet.Domain;

/// <summary>
/// The serial printed on a voucher: eleven random characters and a check character, in groups of four. The
/// alphabet has no letters that read like digits, and those are understood when typed.
/// </summary>
static class VoucherSerial
{
    const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's base 32
    const int Length = 12;
    const int GroupLength = 4;
    const int BitsPerCharacter = 5;

    /// <summary>What is read off by hand may have spaces and hyphens anywhere.</summary>
    const int LongestTyped = 40;

    /// <summary>A serial made of random bytes: 55 bits of them, which nobody guesses at a till.</summary>
    internal static string Of(ReadOnlySpan<byte> random)
    {
        var bits = BitConverter.ToUInt64(random);
        var serial = new StringBuilder();
        var check = 0;
        for (var position = 0; position < Length; position++)
        {
            var value = position == Length - 1
                ? check
                : (int)((bits >> (position * BitsPerCharacter)) % (ulong)Alphabet.Length);
            check = TimesTwo(check ^ value);
            serial.Append(position > 0 && position % GroupLength == 0 ? "-" : "").Append(Alphabet[value]);
        }
        return serial.ToString();
    }

    /// <summary>
    /// The serial as it was printed, from what was typed or scanned; null when it cannot be one: a character
    /// too many or too few, wrong, or two of them exchanged.
    /// </summary>
    internal static string? Read(string typed)
    {
        if (typed.Length > LongestTyped)
        {
            return null;
        }
        var characters = typed.ToUpperInvariant().Where(letter => letter is not ('-' or ' '))
            .Select(Understood).ToArray();
        var values = characters.Select(letter => Alphabet.IndexOf(letter)).ToArray();
        return values.Length == Length && !values.Contains(-1)
            && values.SkipLast(1).Aggregate(0, (check, value) => TimesTwo(check ^ value)) == values[^1]
            ? string.Join('-', characters.Chunk(GroupLength).Select(group => new string(group)))
            : null;
    }

    /// <summary>What is kept of a serial.</summary>
    internal static byte[] Hash(string serial) => SHA256.HashData(Encoding.ASCII.GetBytes(serial));

    static char Understood(char letter) => letter switch { 'O' => '0', 'I' or 'L' => '1', _ => letter };

    /// <summary>
    /// Twice a value in the field of 32 elements (modulo x^5 + x^2 + 1). Weighing each position by another
    /// power of two makes every wrong character and every exchange of two show.
    /// </summary>
    static int TimesTwo(int value) => (value << 1) ^ ((value & 16) == 0 ? 0 : 0b100101);
}
