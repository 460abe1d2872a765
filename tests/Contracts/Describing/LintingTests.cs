using Caisse.Support;

namespace Caisse.Contracts.Tests.Describing;

/// <summary>What those who read descriptions with programs find in ours: nothing.</summary>
public sealed class LintingTests
{
    const string Programs = "node_modules/.bin";

    [FactWithNpm]
    public async Task The_strictest_rules_of_two_linters_find_nothing_in_the_description()
    {
        var linters = new NodeProgram("clients");
        var file = Path.Combine(linters.Folder, DescriptionTests.File);
        await File.WriteAllTextAsync(file, (await PublicApi.DescribeAsync()).ToJsonString());
        await linters.InstallAsync();

        await linters.RunAsync($"{Programs}/redocly", ["lint", "--extends=recommended-strict", file]);
        var found = await linters.RunAsync(
            $"{Programs}/spectral", ["lint", "--ruleset=spectral.yaml", "--fail-severity=hint", file]);

        Assert.Contains("No results", found, StringComparison.Ordinal);
    }
}
