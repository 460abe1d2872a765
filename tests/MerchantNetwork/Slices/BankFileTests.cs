using System.Globalization;
using System.Net;
using System.Xml.Linq;
using System.Xml.Schema;
using Caisse.Contracts.Wallet;
using Caisse.Support;

namespace Caisse.MerchantNetwork.Tests.Slices;

public sealed class BankFileTests(StartedMerchantNetwork started) : IClassFixture<StartedMerchantNetwork>
{
    const int PointsOfSale = 60;
    const int FeeBasisPoints = 100;

    static readonly XNamespace Pain = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

    /// <summary>Good Friday and Easter Monday lie between this Thursday and the next business day.</summary>
    static readonly DateTimeOffset MaundyThursday = TestCaisse.Instant("2026-04-02T21:30:00Z");

    [Fact]
    public async Task Sixty_points_of_sale_with_accents_are_paid_by_one_valid_file()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        await caisse.DecideAsync("2026-01-01", TestCaisse.Fee(FeeBasisPoints));
        var ids = await Task.WhenAll(Enumerable.Range(0, PointsOfSale).Select(number => caisse.ApplyAsync(
            Sample.Application(account: number, legalName: LegalName(number)))));
        var owed = ids.ToDictionary(id => id, id => 1_000L + (Array.IndexOf(ids, id) * 137));
        var (settlementId, file) = await IssueAsync(
            caisse, owed.ToDictionary(line => line.Key, line => (line.Value + 99, 99L)));
        var xml = Validated(file);

        Assert.Equal(["60", "60"], Values(xml, "NbOfTxs"));
        var paidCents = owed.ToDictionary(
            line => line.Key, line => line.Value - (line.Value * FeeBasisPoints / 10_000));
        var sum = Euros(paidCents.Values.Sum());
        Assert.Equal([sum, sum], Values(xml, "CtrlSum"));
        foreach (var transfer in xml.Descendants(Pain + "CdtTrfTxInf"))
        {
            var iban = Values(transfer.Element(Pain + "CdtrAcct")!, "IBAN").Single();
            var number = Enumerable.Range(0, PointsOfSale).Single(number => Sample.Iban(number) == iban);
            Assert.Equal(Euros(paidCents[ids[number]]), Values(transfer, "InstdAmt").Single());
            var name = $"Epicerie n.{number} Coeur + The {new string('e', number)}".TrimEnd();
            Assert.Equal(name[..Math.Min(70, name.Length)], Values(transfer, "Nm").Single());
            Assert.Equal("Caisse de l'ete MonA 2026-03-31", Values(transfer, "Ustrd").Single());
        }
        var references = Values(xml, "EndToEndId");
        Assert.Equal(PointsOfSale, references.Distinct().Count());
        var pattern = $"^{settlementId.ToString("N")[^12..]}-.{{20}}$";
        Assert.All(references, reference => Assert.Matches(pattern, reference));
    }

    [Fact]
    public async Task The_fund_pays_in_sepa_on_the_next_business_day_and_the_file_never_changes()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var (paid, nothingLeft) = (
            await caisse.ApplyAsync(), await caisse.ApplyAsync(Sample.Application(account: 2)));
        var (id, file) = await IssueAsync(caisse, new() { [paid] = (5, 0), [nothingLeft] = (300, 300) });
        var xml = Validated(file);
        Assert.Equal([$"{id:N}"], Values(xml, "MsgId"));
        Assert.Equal(
            "Association Caisse Alimentaire Commune Ete",
            Values(xml.Descendants(Pain + "Dbtr").Single(), "Nm").Single());
        Assert.Equal(Sample.Iban(7), Values(xml.Descendants(Pain + "DbtrAcct").Single(), "IBAN").Single());
        Assert.Equal(["SEPA"], Values(xml, "Cd"));
        Assert.Equal(["2026-04-02T23:30:00"], Values(xml, "CreDtTm"));
        Assert.Equal(["2026-04-07"], Values(xml, "Dt"));
        Assert.Equal(["0.05"], Values(xml, "InstdAmt"));
        var again = await caisse.Treasurer.GetByteArrayAsync(
            new Uri($"{caisse.Address}/settlements/{id}/pain.001", UriKind.Relative));
        Assert.Equal(file, again);
    }

    [Fact]
    public async Task There_is_no_file_before_the_settlement_is_issued_nor_when_nothing_is_owed()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var pointOfSaleId = await caisse.ApplyAsync();
        var id = await RequestAsync(caisse);
        var address = $"{caisse.Address}/settlements/{id}/pain.001";
        Assert.Equal(
            "settlement-not-issued",
            (await caisse.Treasurer.ReadAsync(address, HttpStatusCode.Conflict)).ProblemType());
        await started.Service.HearAsync(new PointsOfSaleSettled(
            caisse.Slug, id, [new(pointOfSaleId, 300, 300, 0)], 0, MaundyThursday));
        Assert.Equal(
            "nothing-to-pay",
            (await caisse.Treasurer.ReadAsync(address, HttpStatusCode.Conflict)).ProblemType());
        using var app = started.Service.Client($"{caisse.Slug}:merchants.read");
        await app.ReadAsync(address, HttpStatusCode.Forbidden);
    }

    async Task<(Guid Id, byte[] File)> IssueAsync(
        TestCaisse caisse, Dictionary<Guid, (long Gross, long Refunds)> owed)
    {
        var id = await RequestAsync(caisse);
        await started.Service.HearAsync(new PointsOfSaleSettled(
            caisse.Slug, id,
            [.. owed.Select(line => new SettledPointOfSale(
                line.Key, line.Value.Gross, line.Value.Refunds, line.Value.Gross - line.Value.Refunds))],
            owed.Values.Sum(line => line.Gross - line.Refunds), MaundyThursday));
        using var response = await caisse.Treasurer.GetAsync(
            new Uri($"{caisse.Address}/settlements/{id}/pain.001", UriKind.Relative));
        Assert.Equal("application/xml", response.Content.Headers.ContentType?.MediaType);
        return (id, await response.Content.ReadAsByteArrayAsync());
    }

    static async Task<Guid> RequestAsync(TestCaisse caisse) => (await caisse.Treasurer.PostAsync(
        $"{caisse.Address}/settlements", new { until = "2026-03-31" }, HttpStatusCode.Accepted, "march",
        MaundyThursday)).Id();

    static string LegalName(int number) => $"Épicerie n°{number} «Cœur & Thé» {new string('é', number)}";

    static string Euros(long cents) => (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    static XDocument Validated(byte[] file)
    {
        var schemas = new XmlSchemaSet();
        schemas.Add(null, Path.Combine(AppContext.BaseDirectory, "schemas", "pain.001.001.09.xsd"));
        using var stream = new MemoryStream(file);
        var xml = XDocument.Load(stream);
        Assert.Equal(Pain + "Document", xml.Root!.Name);
        xml.Validate(schemas, (_, problem) => Assert.Fail(problem.Message));
        return xml;
    }

    static List<string> Values(XContainer xml, string element) =>
        [.. xml.Descendants(Pain + element).Select(found => found.Value)];
}
