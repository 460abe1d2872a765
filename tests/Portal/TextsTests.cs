using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Caisse.Portal.Tests;

/// <summary>Every text, in both languages.</summary>
public sealed partial class TextsTests
{
    static readonly string Texts = Path.Combine(Repository(), "services", "portal", "Texts");

    [Fact]
    public void No_text_is_missing_in_English()
    {
        Assert.InRange(Files.Count, 2, int.MaxValue);
        Assert.All(Files, file =>
        {
            var (french, english) = (Read($"{file}.resx"), Read($"{file}.en.resx"));
            Assert.InRange(french.Count, 20, int.MaxValue);
            Assert.Equal(french.Keys.Order(StringComparer.Ordinal), english.Keys.Order(StringComparer.Ordinal));
            Assert.DoesNotContain(french.Concat(english), text => string.IsNullOrWhiteSpace(text.Value));
        });
    }

    [Fact]
    public void Both_languages_have_the_same_values_in_their_texts()
    {
        Assert.All(Files, file =>
        {
            var english = Read($"{file}.en.resx");
            Assert.All(Read($"{file}.resx"), text => Assert.Equal(
                (text.Key, Holes(text.Value)), (text.Key, Holes(english[text.Key]))));
        });
    }

    [Fact]
    public void Every_text_that_a_page_names_is_there()
    {
        var texts = All();
        var pages = Directory.EnumerateFiles(Path.GetDirectoryName(Texts)!, "*.*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".razor" or ".cs")
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText).ToList();
        var named = pages.SelectMany(page => Named().Matches(page)).Select(match => match.Groups[1].Value).Distinct().ToList();
        var counted = pages.SelectMany(page => Counted().Matches(page)).Select(match => match.Groups[1].Value)
            .Distinct().SelectMany(name => new[] { $"{name}.one", $"{name}.many" });

        Assert.InRange(named.Count, 200, int.MaxValue);
        Assert.Empty(named.Concat(counted).Except(texts.Keys));
    }

    [Fact]
    public void No_text_is_in_two_files() => Assert.Equal(
        Files.Sum(file => Read($"{file}.resx").Count), All().Count);

    [Fact]
    public void Every_text_that_the_till_says_is_there()
    {
        var scripts = Directory.EnumerateFiles(
            Path.Combine(Path.GetDirectoryName(Texts)!, "wwwroot", "encaisser"), "*.js").Select(File.ReadAllText)
            .Where(script => script.Length < 100_000).ToList();
        var said = scripts.SelectMany(script => Said().Matches(script)).Select(match => match.Groups[1].Value)
            .Where(name => !name.EndsWith('.')).Distinct().ToList();
        var counted = scripts.SelectMany(script => SaidCount().Matches(script)).Select(match => match.Groups[1].Value)
            .Distinct().SelectMany(name => new[] { $"{name}.one", $"{name}.many" });

        Assert.InRange(said.Count, 40, int.MaxValue);
        Assert.Empty(said.Concat(counted).Select(name => $"till.say.{name}").Except(All().Keys));
    }

    /// <summary>The French file of each part of the pages.</summary>
    static IReadOnlyList<string> Files => [.. Directory.EnumerateFiles(Texts, "*.resx")
        .Select(path => Path.GetFileNameWithoutExtension(path)!).Where(name => !name.EndsWith(".en", StringComparison.Ordinal))];

    static Dictionary<string, string> All() => Files.SelectMany(file => Read($"{file}.resx"))
        .GroupBy(text => text.Key).ToDictionary(text => text.Key, text => text.First().Value);

    static string Holes(string text) => string.Join(
        ' ', Hole().Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal));

    /// <summary>The texts of every floor; two floors never have the same name for one.</summary>
    static Dictionary<string, string> ReadAll(string language) => Floors
        .SelectMany(floor => Read($"{floor}{language}.resx")).ToDictionary(text => text.Key, text => text.Value);

    static IEnumerable<string> Floors => Directory.EnumerateFiles(Texts, "*.en.resx")
        .Select(file => Path.GetFileName(file)[..^".en.resx".Length]);

    static Dictionary<string, string> Read(string file) => XDocument.Load(Path.Combine(Texts, file))
        .Descendants("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Caisse.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("No solution above the tests.");
        }
        return folder.FullName;
    }

    [GeneratedRegex("""Words\.Of\("([a-zA-Z0-9._-]+)"[,)]""")]
    private static partial Regex Named();

    [GeneratedRegex("""\bsay\((?:[^"()]*\? )?"([a-z.-]+)"[,)]""")]
    private static partial Regex Said();

    [GeneratedRegex("""\bcount\("([a-z.-]+)",""")]
    private static partial Regex SaidCount();

    [GeneratedRegex("""Words\.Count\("([a-zA-Z0-9._-]+)",""")]
    private static partial Regex Counted();

    [GeneratedRegex(@"\{\d\}|\*\*")]
    private static partial Regex Hole();
}
