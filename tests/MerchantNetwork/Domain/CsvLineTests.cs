using Caisse.MerchantNetwork.Domain;

namespace Caisse.MerchantNetwork.Tests.Domain;

public sealed class CsvLineTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@sum", "'@sum")]
    [InlineData("-2", "'-2")]
    [InlineData("+33", "'+33")]
    [InlineData("La Ferme = bien", "La Ferme = bien")]
    [InlineData("", "")]
    public void A_spreadsheet_never_computes_a_name(string name, string cell) =>
        Assert.Equal(cell, CsvLine.Text(name));

    [Fact]
    public void Semicolons_and_quotes_stay_within_their_cell() =>
        Assert.Equal("\"a;b\";\"say \"\"hi\"\"\";c\r\n", CsvLine.Of("a;b", "say \"hi\"", "c"));

    [Theory]
    [InlineData(0, "0,00")]
    [InlineData(5, "0,05")]
    [InlineData(1250, "12,50")]
    [InlineData(1_000_000_00, "1000000,00")]
    public void Amounts_have_a_decimal_comma(long cents, string written) =>
        Assert.Equal(written, CsvLine.Amount(cents));
}
