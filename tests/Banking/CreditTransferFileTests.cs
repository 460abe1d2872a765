using System.Xml.Linq;
using System.Xml.Schema;

namespace Caisse.Banking.Tests;

public sealed class CreditTransferFileTests
{
    static readonly XNamespace Pain = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

    static readonly CreditTransferFile Two = new(
        "0193a5c8", "Association de l’Été", "FR7630006000011234567890189",
        new DateTime(2026, 11, 27, 18, 5, 9, DateTimeKind.Unspecified), new DateOnly(2026, 11, 30),
        [
            new("one", "Épicerie Cœur & Fils", "FR1420041010050500013M02606", 5, "Novembre"),
            new("two", new string('é', 200), "DE89370400440532013000", 123_456_789, new string('à', 200)),
        ]);

    [Fact]
    public void The_file_is_what_the_schema_of_pain_001_says()
    {
        var schemas = new XmlSchemaSet();
        schemas.Add(null, Path.Combine(AppContext.BaseDirectory, "schemas", "pain.001.001.09.xsd"));
        var xml = Read(Two);
        xml.Validate(schemas, (_, problem) => Assert.Fail(problem.Message));

        Assert.Equal(["2", "2"], Values(xml, "NbOfTxs"));
        Assert.Equal(["1234567.94", "1234567.94"], Values(xml, "CtrlSum"));
        Assert.Equal(["2026-11-27T18:05:09"], Values(xml, "CreDtTm"));
        Assert.Equal(["2026-11-30"], Values(xml, "Dt"));
        Assert.Equal(["0.05", "1234567.89"], Values(xml, "InstdAmt"));
        Assert.Equal(["one", "two"], Values(xml, "EndToEndId"));
        Assert.Equal(["Novembre", new string('a', 140)], Values(xml, "Ustrd"));
        Assert.Equal(
            ["Association de l'Ete", "Association de l'Ete", "Epicerie Coeur + Fils", new string('e', 70)],
            Values(xml, "Nm"));
    }

    [Fact]
    public void The_same_payments_are_the_same_bytes() =>
        Assert.Equal(Two.ToXml(), (Two with { Transfers = [.. Two.Transfers] }).ToXml());

    [Fact]
    public void A_file_of_nothing_is_a_bug()
    {
        Assert.Throws<ArgumentException>(() => (Two with { Transfers = [] }).ToXml());
        Assert.Throws<ArgumentException>(
            () => (Two with { Transfers = [Two.Transfers[0] with { AmountCents = 0 }] }).ToXml());
    }

    static XDocument Read(CreditTransferFile file)
    {
        using var stream = new MemoryStream(file.ToXml());
        return XDocument.Load(stream);
    }

    static List<string> Values(XContainer xml, string element) =>
        [.. xml.Descendants(Pain + element).Select(found => found.Value)];
}
