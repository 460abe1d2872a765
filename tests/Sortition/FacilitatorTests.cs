using System.Text;
using Caisse.Sortition.Commands;
using Caisse.Sortition.Evidence;

namespace Caisse.Sortition.Tests;

/// <summary>Files as people have them, and what whoever draws gets back in their own ids.</summary>
public sealed class FacilitatorTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("facilitator").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("id,age\na,old\nb,young\nc,young\n", "category,feature,min,max\nage,old,1,1\nage,young,1,1\n")]
    [InlineData("id;age\na;old\nb;young\nc;young\n", "category;name;min;max\nage;old;1;1\nage;young;1;1\n")]
    [InlineData("nationbuilder_id\tage\na\told\nb\tyoung\nc\tyoung\n", "feature\tvalue\tmin\tmax\nage\told\t1\t1\nage\tyoung\t1\t1")]
    [InlineData("\uFEFFid,age\r\na,old\r\nb,young\r\nc,young\r\n,\r\n\r\n", "category,feature,min,max\nage,old,50%,50%\nage,young,\"49,5%\",50 %\n,,,\n")]
    [InlineData("id,age\na,70\nb,29\nc,16\n", "category,feature,target\nage,60+,1\nage,16-29,50%\n")]
    [InlineData("id,age\na,old\nb,young\nc,young\n", "category,feature,min,max,min_flex,max_flex\nage,old,1,1,0,100%\nage,young,1,1,,\n")]
    public void A_file_is_read_whatever_saved_it(string respondents, string categories)
    {
        var (code, said) = Draw(respondents, categories, "--size", "2");

        Assert.True(code == CommandLine.Done, said);
        var probabilities = File.ReadAllLines(InFolder("probabilities.csv"));
        Assert.Equal(["id,probability", "a,1", "b,0.5", "c,0.5"], probabilities);
    }

    [Fact]
    public void A_column_of_ids_may_have_any_name()
    {
        var (code, said) = Draw(
            "numéro;age\n7;old\n8;old\n", "category;feature;min;max\nage;old;0;1\n", "--size", "1", "--id-column", "numéro");

        Assert.True(code == CommandLine.Done, said);
        Assert.Equal("7,0.5", File.ReadAllLines(InFolder("probabilities.csv"))[1]);
        Assert.Contains("column numéro: The column is missing", Draw(
            "id;age\n7;old\n", "category;feature;min;max\nage;old;0;1\n", "--size", "1", "--id-column", "numéro").Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("latin1", "r.csv, line 3: A letter is not UTF-8")]
    [InlineData("utf-16", "r.csv: It is saved as UTF-16")]
    public void What_is_not_UTF8_is_refused_with_advice(string encoding, string said)
    {
        var text = "id,age\na,jeune\nb,âgé\n";
        byte[] bytes = [.. Encoding.GetEncoding(encoding).GetPreamble(), .. Encoding.GetEncoding(encoding).GetBytes(text)];
        File.WriteAllBytes(InFolder("r.csv"), bytes);
        File.WriteAllText(InFolder("c.csv"), "category,feature,min,max\nage,jeune,0,1\nage,âgé,0,1\n");

        var answer = Run("draw", InFolder("r.csv"), InFolder("c.csv"), "--size", "1", "--out", _folder);

        Assert.Equal(CommandLine.BadInput, answer.Code);
        Assert.Contains(said, answer.Said, StringComparison.Ordinal);
        Assert.Contains("CSV UTF-8", answer.Said, StringComparison.Ordinal);
        Assert.False(File.Exists(InFolder("evidence.json")));
    }

    [Theory]
    [InlineData("age,old,120%,100%", "c.csv, line 2, column min: '120%' is not a percentage from 0 to 100.")]
    [InlineData("age,old,-1,1", "c.csv, line 2, column min: '-1' is not a whole number from 0, or a percentage.")]
    public void A_number_that_is_none_is_named(string line, string said)
    {
        var answer = Draw("id,age\na,old\n", $"category,feature,min,max\n{line}\n", "--size", "1");

        Assert.Equal(CommandLine.BadInput, answer.Code);
        Assert.Contains(said, answer.Said, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_draws_is_told_who_has_which_seat_and_nobody_else_is()
    {
        Draw(Town, TownQuotas, "--size", "4", "--alternates", "2", "--source", "three dice");
        Run("settle", InFolder("evidence.json"), "--value", "417");

        var evidence = EvidenceFile.Read(File.ReadAllBytes(InFolder("evidence.json")));
        var people = File.ReadAllLines(InFolder("people.csv")).Skip(1).Select(line => line.Split(','))
            .ToDictionary(line => line[0], line => line[1]);
        var seats = File.ReadAllLines(InFolder("seats.csv"));
        Assert.Equal("seat,id,pseudonym,alternate_1,alternate_2", seats[0]);
        Assert.Equal(
            evidence.Outcome!.Panel.Select((id, at) => string.Join(
                ',', new[] { $"{at + 1}", people[id], id }.Concat(evidence.Outcome.Alternates[id].Select(one => people[one])))),
            seats.Skip(1));
        Assert.DoesNotContain("person1", File.ReadAllText(InFolder("evidence.json")), StringComparison.Ordinal);
        Assert.Contains("age,old,2,2,50.0,50.0,6,30.0,2,50.0", File.ReadAllLines(InFolder("report.csv")));
        Assert.Equal("three dice", evidence.Order.Source);
    }

    [Fact]
    public void A_salt_is_made_that_nobody_guesses_and_the_same_draw_again_is_the_same()
    {
        Draw(Town, TownQuotas, "--size", "4");
        var (salt, evidence) = (File.ReadAllText(InFolder("salt.txt")), File.ReadAllBytes(InFolder("evidence.json")));
        Draw(Town, TownQuotas, "--size", "4");

        Assert.Equal(64, salt.Trim().Length);
        Assert.Equal(evidence, File.ReadAllBytes(InFolder("evidence.json")));
        File.Delete(InFolder("salt.txt"));
        Draw(Town, TownQuotas, "--size", "4");
        Assert.NotEqual(salt, File.ReadAllText(InFolder("salt.txt")));
        Assert.NotEqual(evidence, File.ReadAllBytes(InFolder("evidence.json")));
    }

    [Fact]
    public void Several_who_withdraw_at_once_are_replaced_by_as_many_who_fit_together()
    {
        Draw(Town, TownQuotas, "--size", "4");
        Run("settle", InFolder("evidence.json"), "--value", "417");
        var seats = File.ReadAllLines(InFolder("seats.csv")).Skip(1).Select(line => line.Split(',')[1]).ToList();
        var leaving = seats.Take(3).ToList();

        var (code, said) = Run("replace-together", InFolder("evidence.json"), "--withdrawn", string.Join(',', leaving));
        var again = Run("replace-together", InFolder("evidence.json"), "--withdrawn", string.Join(',', leaving.AsEnumerable().Reverse()));

        Assert.True(code == CommandLine.Done, said);
        Assert.Equal(said, again.Said);
        var coming = said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim().Split(": ")[1]).ToList();
        Assert.Equal(3, coming.Count);
        Assert.Empty(coming.Intersect(seats));
        var panel = coming.Append(seats[3]).ToList();
        Assert.Equal(2, panel.Count(IsOld));
        Assert.Equal(CommandLine.BadInput, Run(
            "replace-together", InFolder("evidence.json"), "--withdrawn", coming[0]).Code);
    }

    [Fact]
    public void Where_nobody_fits_the_smallest_widening_is_offered_and_drawn_with_when_accepted()
    {
        // Only three old people: when two of them withdraw, one is left for two seats.
        const string Few = "id,age\nperson1,old\nperson2,old\nperson3,old\nperson4,young\nperson5,young\nperson6,young\nperson7,young\n";
        Draw(Few, TownQuotas, "--size", "4");
        Run("settle", InFolder("evidence.json"), "--value", "417");
        var old = File.ReadAllLines(InFolder("seats.csv")).Skip(1).Select(line => line.Split(',')[1])
            .Where(id => id is "person1" or "person2" or "person3").ToList();
        string[] asked = ["replace-together", InFolder("evidence.json"), "--withdrawn", string.Join(',', old)];

        var offered = Run(asked);
        var accepted = Run([.. asked, "--accept-widening", "yes"]);

        Assert.Equal(CommandLine.Infeasible, offered.Code);
        Assert.Contains("age old: 2 to 2, becomes 1 to 2", offered.Said, StringComparison.Ordinal);
        Assert.Contains("age young: 2 to 2, becomes 2 to 3", offered.Said, StringComparison.Ordinal);
        Assert.Equal(CommandLine.Done, accepted.Code);
        Assert.Equal(2, accepted.Said.Split(" comes in: ").Length - 1);
    }

    [Fact]
    public void A_renewal_of_a_part_knows_who_sits()
    {
        File.WriteAllText(InFolder("staying.csv"), "id\nperson1\nperson7\n");

        var (code, said) = Draw(Town, TownQuotas, "--size", "4", "--staying", InFolder("staying.csv"));

        Assert.True(code == CommandLine.Done, said);
        var panels = File.ReadAllLines(InFolder("panels.csv")).Skip(1).Select(line => line.Split(','))
            .GroupBy(line => line[0], line => line[1]).Select(panel => panel.ToList()).ToList();
        Assert.Equal(1000, panels.Count);
        Assert.All(panels, panel =>
        {
            Assert.Equal(2, panel.Count);
            Assert.Single(panel, IsOld);
            Assert.DoesNotContain(panel, id => id is "person1" or "person7");
            // They live with those who stay.
            Assert.DoesNotContain(panel, id => id is "person2" or "person8");
        });
        File.WriteAllText(InFolder("staying.csv"), "id\nperson1\nperson3\nperson5\n");
        Assert.Contains(
            "3 of those who stay are age old, which may be 2 at most",
            Draw(Town, TownQuotas, "--size", "4", "--staying", InFolder("staying.csv")).Said, StringComparison.Ordinal);
    }

    const string TownQuotas = "category,feature,min,max\nage,old,2,2\nage,young,2,2\n";

    /// <summary>Twenty, six of them old; two at a time live together.</summary>
    static string Town => "id,age,household\n" + string.Concat(Enumerable.Range(1, 20).Select(at =>
        $"person{at},{(at <= 6 ? "old" : "young")},h{(at - 1) / 2}\n"));

    static bool IsOld(string id) => id is "person1" or "person2" or "person3" or "person4" or "person5" or "person6";

    (int Code, string Said) Draw(string respondents, string categories, params string[] options)
    {
        File.WriteAllText(InFolder("r.csv"), respondents);
        File.WriteAllText(InFolder("c.csv"), categories);
        return Run(["draw", InFolder("r.csv"), InFolder("c.csv"), "--out", _folder, .. options]);
    }

    static (int Code, string Said) Run(params string[] arguments)
    {
        using var said = new StringWriter();
        var code = CommandLine.Run(arguments, said, said, CancellationToken.None);
        return (code, $"{said}");
    }

    string InFolder(string name) => Path.Combine(_folder, name);
}
