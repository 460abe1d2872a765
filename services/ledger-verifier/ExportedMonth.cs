using System.Security.Cryptography;
using System.Text;

namespace Caisse.LedgerVerifier;

/// <summary>A month as its export shows it.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="Period">"2026-12".</param>
/// <param name="PreviousDigest">What its chain starts from.</param>
/// <param name="Digest">What its chain ends with.</param>
/// <param name="Transfers">Lines after the header.</param>
/// <param name="AmountCents">Sum of their amounts.</param>
sealed record ExportedMonth(
    string Caisse, string Period, string PreviousDigest, string Digest, long Transfers, long AmountCents)
{
    const string Format = "caisse-ledger-1";

    /// <summary>No line of the format is nearly as long: a longer one is another file.</summary>
    const int LongestLine = 1000;

    internal static readonly string Start = new('0', SHA256.HashSizeInBytes * 2);

    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads a file to its end, a line at a time.</summary>
    /// <exception cref="NotSoundException">A line is not what it must be; says which.</exception>
    internal static ExportedMonth Read(string file, ReplayedLedger ledger, ExportedMonth? before)
    {
        using var stream = new BufferedStream(File.OpenRead(file));
        var number = 1;
        try
        {
            var first = ReadLine(stream) ?? throw new NotSoundException("the file is empty.");
            var month = ReadHeader(Text(first), before);
            ledger.Begin(month);
            var link = Link(Convert.FromHexString(month.PreviousDigest), first);
            for (number = 2; ReadLine(stream) is { } line; number++)
            {
                link = Link(link, line);
                var amountCents = ledger.Apply(Text(line).TrimEnd('\n'));
                month = month with
                {
                    Transfers = month.Transfers + 1,
                    AmountCents = month.AmountCents + amountCents,
                };
            }
            return month with { Digest = Convert.ToHexStringLower(link) };
        }
        catch (NotSoundException wrong)
        {
            throw new NotSoundException($"line {number}: {wrong.Message}", wrong);
        }
    }

    static ExportedMonth ReadHeader(string line, ExportedMonth? before)
    {
        var fields = line.TrimEnd('\n').Split(';');
        if (fields is not [Format, var caisse, var period, var previous]
            || previous.Length != Start.Length || !previous.All(char.IsAsciiHexDigitLower))
        {
            throw new NotSoundException($"it is not the header of an export in the format {Format}.");
        }
        if (before is not null && (caisse != before.Caisse || previous != before.Digest
            || string.CompareOrdinal(period, before.Period) <= 0))
        {
            throw new NotSoundException(
                $"{caisse} {period} starts from {previous} and does not follow {before.Caisse} "
                + $"{before.Period}, which ends with {before.Digest}.");
        }
        return new ExportedMonth(caisse, period, previous, previous, 0, 0);
    }

    static byte[] Link(byte[] link, byte[] line) => SHA256.HashData([.. link, .. line]);

    /// <summary>A line with its line feed, or null at the end of the file.</summary>
    static byte[]? ReadLine(BufferedStream stream)
    {
        var line = new List<byte>();
        for (var next = stream.ReadByte(); next >= 0; next = stream.ReadByte())
        {
            line.Add((byte)next);
            if (next == '\n')
            {
                return [.. line];
            }
            if (line.Count > LongestLine)
            {
                throw new NotSoundException($"it is longer than {LongestLine} bytes.");
            }
        }
        return line.Count == 0 ? null : throw new NotSoundException("it does not end with a line feed.");
    }

    static string Text(byte[] line)
    {
        try
        {
            return Strict.GetString(line);
        }
        catch (DecoderFallbackException exception)
        {
            throw new NotSoundException("it is not UTF-8.", exception);
        }
    }
}
