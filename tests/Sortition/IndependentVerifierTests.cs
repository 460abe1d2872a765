using System.ComponentModel;
using System.Diagnostics;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Verifying;

namespace Caisse.Sortition.Tests;

/// <summary>
/// The verifier in another language, written from FORMAT.md alone, where its language is installed.
/// </summary>
public sealed class IndependentVerifierTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("verifier").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("fr_caisse_n120_20", true, 20, 5)]
    [InlineData("like_mass_24", false, 24, null)]
    public void It_agrees(string set, bool hasHouseholds, int size, int? smallestGroup)
    {
        var drawn = MadeEvidence.Draw(set, hasHouseholds, size, smallestGroup);
        var settled = drawn.Settle("l'été 4 1 7");
        var evidence = Write("evidence.json", settled.ToBytes());
        string[] openings = drawn.Openings is { } some ? [Write("openings.json", some.ToBytes())] : [];
        var forged = settled.Outcome! with { Number = (settled.Outcome.Number + 1) % 50 };
        var other = Write("forged.json", (settled with { Outcome = forged }).Sealed().ToBytes());

        if (Run([evidence, .. openings]) is not { } answer) return;

        Assert.Equal(("verified", 0), (answer.Said.Split('\n')[^1], answer.Status));
        Assert.Contains("levels proven", answer.Said, StringComparison.Ordinal);
        var (status, said) = Run([other, .. openings])!.Value;
        Assert.Equal(1, status);
        Assert.Contains("outcome.number", said, StringComparison.Ordinal);
        if (openings.Length > 0)
            Assert.Equal("verified as far as it is public", Run([evidence])!.Value.Said);
    }

    [Fact]
    public void It_agrees_on_how_near_the_largest_geometric_mean_is()
    {
        var drawn = MadeEvidence.Draw("fr_caisse_n120_20", true, 20, null, EvidenceOrder.Nash);
        var evidence = Write("evidence.json", drawn.Evidence.ToBytes());
        var own = Verification.Check(drawn.Evidence.ToBytes(), null);

        Assert.Null(own.Difference);
        var said = Assert.Single(own.Said, one => one.Contains("geometric mean", StringComparison.Ordinal));
        if (Run([evidence]) is not { } answer) return;
        Assert.Equal(0, answer.Status);
        Assert.Contains("geometric mean is larger by more than a part of", answer.Said, StringComparison.Ordinal);
        Assert.Contains("E-", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fr_caisse_n120_20", true, 20)]
    [InlineData("like_mass_24", false, 24)]
    public void It_agrees_on_how_balanced_chances_can_be(string set, bool hasHouseholds, int size)
    {
        var drawn = MadeEvidence.Draw(set, hasHouseholds, size, null, EvidenceOrder.Goldilocks).Evidence;
        var own = Verification.Check(drawn.ToBytes(), null);
        var level = drawn.Result.Levels[0];
        EvidenceLevel[] better = [level with { Bound = "2.000000000000001" }];
        var forged = EvidenceFile.Of(drawn.Pool, drawn.Order, drawn.Result with { Levels = better });

        Assert.Null(own.Difference);
        var said = Assert.Single(own.Said, one => one.StartsWith("The largest chance", StringComparison.Ordinal));
        Assert.Contains("proven by arithmetic.", said, StringComparison.Ordinal);
        Assert.StartsWith(
            "result.levels[0].bound", Verification.FirstDifference(forged.ToBytes(), null), StringComparison.Ordinal);
        if (Run([Write("evidence.json", drawn.ToBytes())]) is not { } answer) return;
        Assert.Equal(0, answer.Status);
        Assert.Contains("no lottery's is smaller by more than", answer.Said, StringComparison.Ordinal);
        Assert.Equal(1, Run([Write("forged.json", forged.ToBytes())])!.Value.Status);
    }

    string Write(string name, byte[] text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllBytes(file, text);
        return file;
    }

    /// <summary>Null where there is no Python.</summary>
    static (int Status, string Said)? Run(string[] files)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(
                "python3", ["-X", "utf8", Path.Combine(AppContext.BaseDirectory, "verify.py"), .. files])
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            var errors = process.StandardError.ReadToEndAsync();
            var said = process.StandardOutput.ReadToEnd() + errors.Result;
            process.WaitForExit();
            return (process.ExitCode, said.Trim().ReplaceLineEndings("\n"));
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
