using System.Globalization;
using Caisse.Banking;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Settling;

/// <summary>
/// The file with which the fund's bank pays a settlement: pain.001.001.09, the same bytes whenever it is
/// taken.
/// </summary>
static class DownloadBankFile
{
    const string MediaType = "application/xml";

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/settlements/{settlementId:guid}/pain.001", HandleAsync)
            .Describe(nameof(DownloadBankFile), "The bank file of an issued settlement, pain.001.001.09.")
            .Produces<string>(StatusCodes.Status200OK, MediaType)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .Allow(Grants.Treasurer);

    static async Task<IResult> HandleAsync(
        Guid settlementId, Caller caller, KnownCaisse caisse, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        var asked = new { work.Caisse, settlementId };
        if (await work.FindAsync<SettlementRow>(ReadRow, asked) is not { } settlement)
        {
            return Refusal.NotFound("settlement", settlementId);
        }
        if (settlement.IssuedAt is not { } issuedAt)
        {
            return Refusal.Conflict(
                "settlement-not-issued", $"Settlement {settlementId} is {settlement.State}, not issued yet.")
                .With("state", settlement.State);
        }
        var owed = await work.ListAsync<OwedRow>(ReadOwed, asked);
        if (owed.Count == 0)
        {
            return Refusal.Conflict("nothing-to-pay", $"Settlement {settlementId} owes nothing to anyone.");
        }
        var createdAt = caisse.LocalTimeOf(new DateTimeOffset(issuedAt, TimeSpan.Zero)).DateTime;
        var remittance = string.Create(
            CultureInfo.InvariantCulture, $"{caisse.Name} MonA {settlement.Until:yyyy-MM-dd}");
        var file = new CreditTransferFile(
            settlementId.ToString("N"), caisse.LegalName, Iban.Normalize(caisse.Iban) ?? caisse.Iban,
            createdAt, BusinessDay.After(DateOnly.FromDateTime(createdAt)),
            [.. owed.Select(row => new CreditTransfer(
                EndToEndId(settlementId, row.PointOfSaleId), row.LegalName, row.Iban, row.NetCents,
                remittance))]);
        var name = $"pain.001-{settlement.Until:yyyy-MM-dd}-{settlementId:N}.xml";
        return Results.File(file.ToXml(), MediaType, name);
    }

    /// <summary>
    /// Reference that a payment carries to the point of sale: 33 characters, the ends of both ids.
    /// </summary>
    static string EndToEndId(Guid settlementId, Guid pointOfSaleId) =>
        $"{settlementId.ToString("N")[^12..]}-{pointOfSaleId.ToString("N")[^20..]}";

    sealed record SettlementRow(DateOnly Until, string State, DateTime? IssuedAt);

    sealed record OwedRow(Guid PointOfSaleId, string LegalName, string Iban, long NetCents);

    const string ReadRow =
        """
        select until, state, issued_at from settlement
        where caisse_id = @Caisse and settlement_id = @settlementId
        """;

    const string ReadOwed =
        """
        select point_of_sale_id, legal_name, iban, net_cents
        from settlement_line
        where caisse_id = @Caisse and settlement_id = @settlementId and net_cents > 0
        order by point_of_sale_id
        """;
}
