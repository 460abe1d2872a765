namespace Caisse.LedgerVerifier;

/// <summary>Why an export cannot be trusted, and where.</summary>
sealed class NotSoundException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The command: exported months in a row against what was published of them.</summary>
static class Verification
{
    internal const int Sound = 0;
    internal const int NotSound = 1;
    internal const int NotUnderstood = 2;

    const string Usage =
        """
        usage: ledger-verifier EXPORT... --digest HEX
               ledger-verifier EXPORT... --closings FILE

        EXPORT    months of GET ledger/export, one file each, in order
        --digest  the published digest of the last of them
        --closings  the answer of GET ledger/closings, which has the digest of each

        exit code: 0 sound, 1 not sound, 2 wrong usage or unreadable file
        """;

    internal static int Run(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (arguments is not [_, .., "--digest" or "--closings", var published]
            || arguments[..^2].Any(file => file.StartsWith("--", StringComparison.Ordinal)))
        {
            errors.WriteLine(Usage);
            return NotUnderstood;
        }
        try
        {
            return arguments[^2] == "--digest"
                ? Verify(arguments[..^2], published, null, output)
                : Verify(arguments[..^2], null, PublishedClosings.Read(published), output);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            errors.WriteLine(exception.Message);
            return NotUnderstood;
        }
    }

    static int Verify(
        string[] files, string? digest, PublishedClosings? published, TextWriter output)
    {
        var ledger = new ReplayedLedger();
        ExportedMonth? month = null;
        foreach (var file in files)
        {
            try
            {
                month = ExportedMonth.Read(file, ledger, month);
                published?.ShouldHave(month);
            }
            catch (NotSoundException wrong)
            {
                output.WriteLine($"NOT SOUND: {file}: {wrong.Message}");
                return NotSound;
            }
            output.WriteLine(
                $"{month.Caisse} {month.Period}: {month.Transfers} transfers, digest {month.Digest}");
        }
        if (digest is not null && !string.Equals(digest, month!.Digest, StringComparison.OrdinalIgnoreCase))
        {
            output.WriteLine($"NOT SOUND: {files[^1]}: its digest is {month.Digest}, not {digest}.");
            return NotSound;
        }
        output.WriteLine("SOUND: every line is as it was published.");
        return Sound;
    }
}
