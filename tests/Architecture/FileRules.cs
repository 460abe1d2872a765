using System.Text.RegularExpressions;

namespace Caisse.Architecture.Tests;

/// <summary>How the code is written.</summary>
public sealed partial class FileRules
{
    const int FewestFiles = 250;
    const int MostLines = 220;
    const int LongestLine = 110;

    /// <summary>
    /// What declares settings; telemetry, whose library has settings of its own; and the telephone numbers of
    /// caisses, whose names are not known before.
    /// </summary>
    static readonly string[] ReadsSettings =
    [
        "ServiceDefaults/Hosting/Setting.cs", "ServiceDefaults/Hosting/SettingsCheck.cs",
        "ServiceDefaults/Telemetry/TelemetrySetup.cs", "services/portal/Layout/Contacts.cs",
    ];

    /// <summary>It has a database, with keys and sessions, and is no service of a caisse.</summary>
    const string Pages = "portal";

    /// <summary>
    /// Two use cases of one sentence each on one error queue, mapped by the host in every service.
    /// </summary>
    const string MapsTwo = "ServiceDefaults/Messaging/FailedMessagesRoutes.cs";

    [Fact]
    public void A_file_fits_on_a_few_screens()
    {
        Assert.InRange(Repository.Code.Count, FewestFiles, int.MaxValue);
        Rule.NoneOf(Repository.Code.Where(file => file.Lines.Count() > MostLines).Select(file => file.Path));
    }

    [Fact]
    public void A_line_fits_on_a_screen()
    {
        Assert.Contains(Repository.Code, file => file.Lines.Any(line => line.Length > LongestLine / 2));
        Rule.NoneOf(Repository.Code.LinesWhere(line => line.Length > LongestLine));
    }

    [Theory]
    [InlineData("what is left to do", @"\b(TODO|FIXME|HACK|XXX)\b")]
    [InlineData(
        "a type named after no task",
        @"\b(class|record|struct|interface|enum)\s+\w*(Manager|Helper|Util|Common)")]
    [InlineData("a warning silenced", @"#pragma|SuppressMessage|<NoWarn>")]
    public void The_code_has_nowhere(string what, string pattern)
    {
        var forbidden = new Regex(pattern);

        Assert.InRange(Repository.Code.Count, FewestFiles, int.MaxValue);
        Rule.NoneOf(
            Repository.Code.LinesWhere(line => forbidden.IsMatch(line)).Select(line => $"{what}: {line}"));
    }

    /// <summary>What may not be called is named in eng/BannedSymbols.txt: the compiler refuses it.</summary>
    [Fact]
    public void The_compiler_looks_for_banned_calls_in_everything_that_runs()
    {
        var settings = Repository.Files.Single(file => file.Path == "Directory.Build.props").Text;
        Assert.Contains("BannedApiAnalyzers", settings, StringComparison.Ordinal);
        Assert.Contains("eng/BannedSymbols.txt", settings, StringComparison.Ordinal);
        Rule.NoneOf(Repository.Files
            .Where(file => file.Name is ".editorconfig" or "Directory.Build.props"
                || Path.GetExtension(file.Path) == ".csproj")
            .LinesWhere(line => line.Contains("RS0030", StringComparison.Ordinal)));
    }

    [Fact]
    public void Settings_are_declared_and_read_in_one_place()
    {
        var declared = Repository.ServerCode
            .Where(file => file.Path.EndsWith("Settings.cs", StringComparison.Ordinal)).ToList();

        Assert.InRange(declared.Count, 4, int.MaxValue);
        Assert.Contains(declared, file => file.Text.Contains("SettingKinds.Key(", StringComparison.Ordinal));
        // The demonstration is a client of the platform and has no host.
        Rule.NoneOf(Repository.ServerCode
            .Where(file => !ReadsSettings.Contains(file.Path)
                && !file.Path.StartsWith("services/demo/", StringComparison.Ordinal))
            .LinesWhere(line => ReadingSettings().IsMatch(line)));
    }

    [Fact]
    public void No_exception_is_swallowed_without_a_word()
    {
        Assert.InRange(Repository.Code.Sum(file => Catch().Count(file.Text)), 20, int.MaxValue);
        Rule.NoneOf(Repository.Code.Where(file => EmptyCatch().IsMatch(file.Text)).Select(file => file.Path));
    }

    [Fact]
    public void A_use_case_has_a_file_of_its_own_named_after_it()
    {
        var mapping = Repository.Under("services/", "ServiceDefaults/").Where(Repository.IsCode)
            .Select(file => (File: file, Count: MapsEndpoint().Count(file.Text))).Where(one => one.Count > 0)
            .ToList();

        Assert.InRange(mapping.Count, 60, int.MaxValue);
        Assert.Equal(
            [(MapsTwo, 2)], mapping.Where(one => one.Count > 1).Select(one => (one.File.Path, one.Count)));
        Assert.All(mapping.Where(one => one.Count == 1), one =>
            Assert.Matches($@"static (partial )?class {one.File.Name[..^".cs".Length]}\b", one.File.Text));
    }

    [Fact]
    public void Migrations_are_numbered_without_gap()
    {
        var folders = Repository.Under("services/")
            .Where(file => file.Path.Contains("/migrations/", StringComparison.Ordinal))
            .GroupBy(file => file.Path.Split('/')[1]).ToList();

        Assert.Equal(
            Platform.Assemblies.Keys.Append(Pages).Order(StringComparer.Ordinal),
            folders.Select(folder => folder.Key));
        Assert.All(folders, folder =>
        {
            Assert.All(folder, file => Assert.Matches(MigrationName(), file.Name));
            Assert.Equal(
                Enumerable.Range(1, folder.Count()).Select(number => $"{number:0000}"),
                folder.Select(file => file.Name[..4]));
        });
        Assert.All(Repository.Under("ServiceDefaults/Data/platform/"), file =>
        {
            Assert.Matches(MigrationName(), file.Name);
            Assert.StartsWith("0000_platform", file.Name, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Migrations_are_written_in_lower_case()
    {
        var migrations = Repository.Files.Where(file => Path.GetExtension(file.Path) == ".sql").ToList();

        Assert.InRange(migrations.Count, 15, int.MaxValue);
        Rule.NoneOf(
            migrations.Where(file => UpperCase().IsMatch(CommentOrText().Replace(file.Text, "")))
                .Select(file => file.Path));
    }

    [GeneratedRegex(
        @"onfiguration\[|onfiguration\.GetValue|GetConnectionString\(|\.GetSection\(|GetEnvironmentVariable\(")]
    private static partial Regex ReadingSettings();

    [GeneratedRegex(@"\bcatch\b")]
    private static partial Regex Catch();

    [GeneratedRegex(@"\bcatch\s*(\([^)]*\))?\s*(when\s*\([^{]*\))?\s*\{(\s|//[^\n]*)*\}")]
    private static partial Regex EmptyCatch();

    [GeneratedRegex(@"\.Map(Get|Post|Put|Patch|Delete|Methods)\(")]
    private static partial Regex MapsEndpoint();

    [GeneratedRegex(@"^\d{4}_[a-z0-9_]+\.sql$")]
    private static partial Regex MigrationName();

    [GeneratedRegex(@"--[^\n]*|'[^']*'")]
    private static partial Regex CommentOrText();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex UpperCase();
}
