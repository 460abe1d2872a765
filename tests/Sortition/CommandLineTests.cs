using Caisse.Sortition.Commands;
using Caisse.Sortition.Evidence;

namespace Caisse.Sortition.Tests;

/// <summary>The command line as a shell sees it: what it writes, says and answers.</summary>
public sealed class CommandLineTests : IDisposable
{
    const string Categories =
        """
        category,feature,min,max
        age,old,1,2
        age,young,1,2
        """;

    const string Respondents =
        """
        id,age,household
        a,old,h
        b,young,h
        c,young,
        "d, the fourth",old,
        """;

    readonly string _folder = Directory.CreateTempSubdirectory("sortition").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_draw_writes_its_files_and_verifies_and_settles_once()
    {
        Assert.Equal(CommandLine.Done, Draw("--size", "2", "--alternates", "1").Code);

        var probabilities = File.ReadAllLines(InFolder("probabilities.csv"));
        var panels = File.ReadAllLines(InFolder("panels.csv"));
        Assert.Equal("id,probability", probabilities[0]);
        Assert.Equal(5, probabilities.Length);
        Assert.StartsWith("\"d, the fourth\",0.", probabilities[4], StringComparison.Ordinal);
        Assert.Equal("panel,id", panels[0]);
        Assert.Equal(2001, panels.Length);
        Assert.StartsWith("999,", panels[^1], StringComparison.Ordinal);
        Assert.True(File.Exists(InFolder("openings.json")));
        Assert.Equal(CommandLine.Done, Run("verify", InFolder("evidence.json")).Code);
        string[] settle = ["settle", InFolder("evidence.json"), "--value", "417"];
        Assert.Equal(CommandLine.Done, Run(settle).Code);
        Assert.Equal(CommandLine.Done, Run("verify", InFolder("evidence.json")).Code);
        Assert.Equal(CommandLine.BadInput, Run(settle).Code);
        Assert.Equal(CommandLine.Done, Run("verify", InFolder("evidence.json")).Code);
    }

    [Fact]
    public void Who_succeeds_those_who_refuse_is_said_in_their_order()
    {
        Draw(["--size", "2", "--alternates", "1", "--smallest-group", "1"], string.Join('\n', ["id,age", .. "abcdefgh".Select((id, at) => $"{id},{(at < 5 ? "old" : "young")}")]));
        var file = InFolder("evidence.json");
        Assert.Equal(CommandLine.BadInput, Run("replace", file, "--refused", "x").Code);
        Run("settle", file, "--value", "417");
        var evidence = EvidenceFile.Read(File.ReadAllBytes(file));
        var old = evidence.Outcome!.Panel.Single(id => evidence.Pool.Persons.Single(person => person.Id == id).Features![0] == "old");
        var others = evidence.Pool.Persons.Select(person => person.Id).Except(evidence.Outcome.Panel).ToList();

        string[] refusals = [old];
        List<string> said = [];
        for (var succeeds = old; succeeds.Length > 0; refusals = [.. refusals, succeeds])
        {
            said = [.. Run("replace", file, "--refused", string.Join(',', refusals)).Said.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
            succeeds = others.SingleOrDefault(id => said[^1].Contains($" by {id},", StringComparison.Ordinal)) ?? "";
        }

        Assert.EndsWith("nobody left fits", said[^1].TrimEnd(), StringComparison.Ordinal);
        Assert.Contains($"{old} is succeeded by {evidence.Outcome.Alternates[old][0]}, alternate", said[0], StringComparison.Ordinal);
        Assert.EndsWith(", drawn", said[1].TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(CommandLine.BadInput, Run("replace", file, "--refused", "nobody").Code);
        Assert.Equal(CommandLine.BadInput, Run("replace", file, "--refused", $"{old},{old}").Code);
        Assert.Contains($"{others[0]} had no seat", Run("replace", file, "--refused", others[0]).Said, StringComparison.Ordinal);
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"417\"", "\"418\"", StringComparison.Ordinal));
        Assert.Equal(CommandLine.NotVerified, Run("replace", file, "--refused", old).Code);
    }

    [Fact]
    public void A_file_that_was_touched_does_not_verify()
    {
        Draw("--size", "2");
        var text = File.ReadAllText(InFolder("evidence.json"));

        File.WriteAllText(InFolder("evidence.json"), text.Replace("\"size\":2", "\"size\":3", StringComparison.Ordinal));
        Assert.Equal(CommandLine.NotVerified, Run("verify", InFolder("evidence.json")).Code);
        File.WriteAllText(InFolder("evidence.json"), "{}");
        Assert.Equal(CommandLine.BadInput, Run("verify", InFolder("evidence.json")).Code);
        Assert.Equal(CommandLine.BadInput, Run("verify", InFolder("no such file")).Code);
    }

    [Fact]
    public void Quotas_that_no_panel_satisfies_are_explained()
    {
        var (code, said) = Draw("--size", "4");

        Assert.Equal(CommandLine.Infeasible, code);
        Assert.Contains("one person per household, and the size of the panel", said, StringComparison.Ordinal);
        Assert.False(File.Exists(InFolder("evidence.json")));
        (code, said) = Draw(["--size", "3"], categories: Categories.Replace("young,1,2", "young,3,3"));
        Assert.Equal(CommandLine.Infeasible, code);
        Assert.Contains("  age young: 3 to 3\n", said.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("age young: 3 to 3, becomes 2 to 3", said, StringComparison.Ordinal);
        Assert.Equal(CommandLine.Done, Run("relax", InFolder("r.csv"), Write("c.csv", Categories), "--size", "2").Code);
    }

    [Theory]
    [InlineData("id,age\na,old\na,young\n", "r.csv, line 3, column id: 'a' is there twice.")]
    [InlineData("id,age\na,old\nb\n", "r.csv, line 3: 1 cells where the heading has 2.")]
    [InlineData("id,age\na,old\n\nb,middle\n", "r.csv, line 4, column age: No quota is given for 'middle'.")]
    [InlineData("id\na\n", "r.csv, line 1, column age: The column is missing.")]
    [InlineData("id,age\n\"a,old\n", "r.csv, line 2: A quotation mark is never closed.")]
    [InlineData("", "r.csv: The file is empty.")]
    [InlineData("id,age\n", "r.csv: There is nobody in it.")]
    public void What_is_wrong_with_the_persons_is_named(string respondents, string said)
    {
        var answer = Draw(["--size", "1"], respondents: respondents);

        Assert.Equal(CommandLine.BadInput, answer.Code);
        Assert.Contains(said, answer.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("category,feature,min,max\nage,old,x,1\n", "c.csv, line 2, column min: 'x' is not a whole number")]
    [InlineData("category,feature,min,max\nage,old,2,1\n", "c.csv, line 2, column min: 2 is above the max 1.")]
    [InlineData("category,feature,min,max\nage,old,0,1\nage,old,0,1\n", "c.csv, line 3, column feature: age old")]
    [InlineData("category,feature,min\nage,old,1\n", "c.csv, line 1, column max: The column is missing.")]
    [InlineData("category,feature,min,max,max_flex\nage,old,0,3,2\n", "c.csv, line 2, column max_flex: It is below")]
    public void What_is_wrong_with_the_quotas_is_named(string categories, string said)
    {
        var answer = Draw(["--size", "1"], categories: categories);

        Assert.Equal(CommandLine.BadInput, answer.Code);
        Assert.Contains(said, answer.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--size", "5")]
    [InlineData("--size", "0")]
    [InlineData("--size", "two")]
    [InlineData("--size", "2", "--lottery", "0")]
    [InlineData("--size", "2", "--objective", "fair")]
    [InlineData("--size", "2", "--speed", "9")]
    [InlineData("--size", "2", "--seed")]
    [InlineData("--seed", "s")]
    public void What_was_asked_wrongly_is_refused(params string[] options) =>
        Assert.Equal(CommandLine.BadInput, Draw(options).Code);

    (int Code, string Said) Draw(params string[] options) => Draw(options, Respondents);

    (int Code, string Said) Draw(
        string[] options, string respondents = Respondents, string categories = Categories) => Run([
            "draw", Write("r.csv", respondents), Write("c.csv", categories), "--out", _folder, .. options,
        ]);

    static (int Code, string Said) Run(params string[] arguments)
    {
        using var said = new StringWriter();
        var code = CommandLine.Run(arguments, said, said, CancellationToken.None);
        return (code, $"{said}");
    }

    string InFolder(string name) => Path.Combine(_folder, name);

    string Write(string name, string text)
    {
        File.WriteAllText(InFolder(name), text);
        return InFolder(name);
    }
}
