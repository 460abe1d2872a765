using System.Text.RegularExpressions;

namespace Caisse.Architecture.Tests;

/// <summary>
/// The project speaks of itself alone, wherever it is built, and every service explains itself.
/// </summary>
public sealed partial class RepositoryRules
{
    const int FewestLinesOfReadme = 10;

    [Fact]
    public void No_file_knows_the_machine_it_was_written_on()
    {
        Assert.InRange(Repository.Files.Count, 400, int.MaxValue);
        Rule.NoneOf(Repository.Files.LinesWhere(line => PathOfAMachine().IsMatch(line)));
    }

    [Fact]
    public void No_file_names_a_package_registry()
    {
        Assert.Contains(Repository.Files, file => file.Path == "Directory.Packages.props");
        Rule.NoneOf(Repository.Files.LinesWhere(line => PackageRegistry().IsMatch(line)));
        Assert.DoesNotContain(Repository.Files, file =>
            file.Name.Equals("nuget.config", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Every_service_explains_itself()
    {
        var readmes = Repository.Files.Where(file => file.Name == "README.md")
            .ToDictionary(file => file.Path);

        Assert.All(Platform.Assemblies.Keys, service =>
            Assert.InRange(
                readmes[$"services/{service}/README.md"].Lines.Count(), FewestLinesOfReadme,
                int.MaxValue));
    }

    [GeneratedRegex(@"(?<![\w.}])/(work|root|home|Users|tmp|mnt|builds?)/\w|\b[A-Z]:\\\w|\.\./shared\b")]
    private static partial Regex PathOfAMachine();

    [GeneratedRegex(
        @"nuget\.org|pkgs\.dev|npmjs\.|pypi\.org|crates\.io|rubygems\.|proxy\.golang"
        + @"|jfrog\.|\bartifactory\b|\bnexus\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex PackageRegistry();
}
