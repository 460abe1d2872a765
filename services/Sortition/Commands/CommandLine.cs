using System.Text.Json;

namespace Caisse.Sortition.Commands;

/// <summary>The commands, and what they answer to a shell.</summary>
static class CommandLine
{
    internal const int Done = 0;
    internal const int NotVerified = 1;
    internal const int BadInput = 2;
    internal const int Infeasible = 3;

    const string Usage =
        """
        usage: draw respondents.csv categories.csv --size N [--alternates N] [--source TEXT] [--out DIR]
                    [--id-column NAME] [--staying ids.csv] [--lottery 1000]
                    [--objective leximin|maximin|nash|goldilocks]
                    [--salt TEXT] [--smallest-group 5] [--seed TEXT]
               settle evidence.json --value TEXT
               verify evidence.json [--openings openings.json] [--pool-hash HASH] [--bundle-hash HASH]
               replace evidence.json --refused ID,... (in the order in which they refused)
               replace-together evidence.json --withdrawn ID,... [--gone ID,...] [--accept-widening yes]
               relax respondents.csv categories.csv --size N [--id-column NAME]

        exit status: 0 done, 1 not verified, 2 bad input, 3 quotas that no panel satisfies
        """;

    internal static int Run(
        string[] arguments, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        try
        {
            switch (arguments)
            {
                case ["draw", .. var rest]:
                    return DrawCommand.Run(rest, output, errors, cancellation);
                case ["relax", .. var rest]:
                    return RelaxCommand.Run(rest, output, cancellation);
                case ["verify", .. var rest]:
                    return EvidenceCommands.Verify(rest, output);
                case ["settle", .. var rest]:
                    return EvidenceCommands.Settle(rest, output);
                case ["replace", .. var rest]:
                    return EvidenceCommands.Replace(rest, output, errors);
                case ["replace-together", .. var rest]:
                    return EvidenceCommands.ReplaceTogether(rest, output, errors, cancellation);
                default:
                    errors.WriteLine(Usage);
                    return BadInput;
            }
        }
        catch (BadInputException bad)
        {
            errors.WriteLine(bad.Message);
            return BadInput;
        }
        catch (JsonException bad)
        {
            errors.WriteLine($"This is no evidence file (line {bad.LineNumber + 1}): {bad.Message}");
            return BadInput;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine(failure.Message);
            return BadInput;
        }
    }
}
