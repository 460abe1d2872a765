using Caisse.Sortition.Pools;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Sortition.Tests;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("a;b\r\nc;d\r\n", "a|b", "c|d")]
    [InlineData("a,b\nc,d", "a|b", "c|d")]
    [InlineData("a\tb\nc;,\td", "a|b", "c;,|d")]
    [InlineData("\n\na,b\nc,d", "a|b", "c|d")]
    [InlineData("\ufeffa;b\n;", "a|b", "|")]
    [InlineData("a;\"b;\"\"b\"\"\"\nc;d", "a|b;\"b\"", "c|d")]
    [InlineData("a;\"\"\nc;d", "a|", "c|d")]
    [InlineData("a;b\nrue \"Victor\";5 \"\"", "a|b", "rue \"Victor\"|5 \"\"")]
    [InlineData("a;b\rc;d\r", "a|b", "c|d")]
    public void Cells_are_read_as_spreadsheets_write_them(string text, params string[] expected) =>
        Assert.Equal(expected, Read(text).Select(record => string.Join('|', record.Cells)));

    [Fact]
    public void A_record_knows_its_line_also_after_cells_of_several_lines() =>
        Assert.Equal([1, 2, 5], Read("a;b\n\"x\ny\n\";d\nlast;e\n").Select(record => record.Line));

    [Theory]
    [InlineData("a;b\n\n\nc;d\n")]
    [InlineData("a;b\r\n\r\n\r\nc;d\r\n")]
    [InlineData("a;b\r\n;\r\n\"\"\r\nc;d")]
    public void Blank_lines_are_counted(string text)
    {
        var last = Read(text).Last(record => !record.IsBlank);
        Assert.Equal((4, "c|d"), (last.Line, string.Join('|', last.Cells)));
    }

    [Theory]
    [InlineData("a;b\n\"c;d\n", CsvProblem.UnclosedQuote)]
    [InlineData("a;b\n\"c\"d;e\n", CsvProblem.TextAfterQuote)]
    [InlineData("a;b\nc;\"", CsvProblem.UnclosedQuote)]
    [InlineData("a;b\nc;\"d;\"\"", CsvProblem.UnclosedQuote)]
    public void What_is_wrongly_quoted_is_a_problem_of_its_line(string text, CsvProblem problem)
    {
        var record = Read(text)[^1];
        Assert.Equal(2, record.Line);
        Assert.Equal(problem, record.Problem);
    }

    [Fact]
    public void A_line_of_a_million_cells_is_a_problem_and_the_next_is_read()
    {
        var records = Read($"a;b\n{new string(';', 1_000_000)}\nc;d");
        Assert.Equal(3, records.Count);
        Assert.Equal(CsvProblem.TooManyCells, records[1].Problem);
        Assert.Equal(["c", "d"], records[2].Cells);
    }

    [Fact]
    public void Whatever_is_quoted_is_read_back() =>
        Prop.ForAll<NonNull<string>[][]>(rows =>
        {
            var expected = rows.Where(row => row.Length is > 0 and < 100)
                .Select(row => row.Select(cell => string.Concat(cell.Get.EnumerateRunes())).ToList())
                .ToList();
            var text = "head;line\n" + string.Concat(expected.Select(row =>
                string.Join(';', row.Select(cell => $"\"{cell.Replace("\"", "\"\"")}\"")) + "\r\n"));
            var read = Read(text).Skip(1).ToList();
            return read.All(record => record.Problem is null)
                && read.Select(record => record.Cells).SequenceEqual(expected, new SameCells());
        }).QuickCheckThrowOnFailure();

    static List<CsvRecord> Read(string text) => [.. new CsvText(text).Records()];

    sealed class SameCells : IEqualityComparer<IReadOnlyList<string>>
    {
        public bool Equals(IReadOnlyList<string>? x, IReadOnlyList<string>? y) => x!.SequenceEqual(y!);

        public int GetHashCode(IReadOnlyList<string> obj) => obj.Count;
    }
}
