using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.ServiceDefaults.Tests;

public sealed class CsvFileTests
{
    [Theory]
    [InlineData("=SUM(A1)", "'=SUM(A1)")]
    [InlineData("@sum", "'@sum")]
    [InlineData("-2", "'-2")]
    [InlineData("+33", "'+33")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("La Ferme = bien", "La Ferme = bien")]
    [InlineData("a;b", "\"a;b\"")]
    [InlineData("dit \"le\" fonds", "\"dit \"\"le\"\" fonds\"")]
    [InlineData("=1;\"x\"", "\"'=1;\"\"x\"\"\"")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public async Task A_text_is_shown_and_never_computed(string? text, string cell) =>
        Assert.Equal($"{cell}\r\n", await LineAsync(text));

    [Theory]
    [InlineData(0, "0,00")]
    [InlineData(5, "0,05")]
    [InlineData(1250, "12,50")]
    [InlineData(-2050, "-20,50")]
    [InlineData(123_456_789, "1234567,89")]
    public async Task Amounts_have_a_decimal_comma_and_are_numbers_below_zero_too(long cents, string cell)
    {
        Assert.Equal($"{cell}\r\n", await LineAsync(CsvCell.Amount(cents)));
        Assert.Equal($"{cell}\r\n", await LineAsync(CsvCell.Amount(cents / 100m)));
    }

    [Fact]
    public async Task Cells_stand_between_semicolons_empty_ones_too()
    {
        var id = Guid.CreateVersion7();
        Assert.Equal($";a;;{id};-7;\r\n", await LineAsync("", "a", default, id, CsvCell.Number(-7), null));
    }

    [Fact]
    public async Task An_answer_begins_with_the_mark_by_which_spreadsheets_read_accents()
    {
        using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };
        using var body = new MemoryStream();
        context.Response.Body = body;
        await CsvFile.Answer(file => file.WriteLineAsync("été"), "saison.csv").ExecuteAsync(context);

        Assert.Equal([.. Encoding.UTF8.GetPreamble(), .. "été\r\n"u8], body.ToArray());
        Assert.Equal("text/csv; charset=utf-8", context.Response.ContentType);
        Assert.Contains(
            "saison.csv", context.Response.Headers.ContentDisposition.ToString(), StringComparison.Ordinal);
    }

    static async Task<string> LineAsync(params CsvCell[] cells)
    {
        await using var text = new StringWriter(CultureInfo.InvariantCulture);
        await new CsvFile(text).WriteLineAsync(cells);
        return text.ToString();
    }
}
