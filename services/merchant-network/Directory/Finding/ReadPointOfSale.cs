using Caisse.MerchantNetwork.Directory.Accrediting;
using Caisse.MerchantNetwork.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Directory.Finding;

/// <summary>Shows one point of sale to anyone; its bank account to the treasurer only.</summary>
static class ReadPointOfSale
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/points-of-sale/{pointOfSaleId:guid}", HandleAsync)
            .Describe(nameof(ReadPointOfSale), "One point of sale of the public directory.")
            .AllowAnonymous();

    static async Task<Answer<PointOfSaleAnswer>> HandleAsync(
        Guid pointOfSaleId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.FindAsync<PointOfSaleRow>(ReadRow, new { work.Caisse, pointOfSaleId }) is not { } row)
        {
            return Refusal.NotFound("point of sale", pointOfSaleId);
        }
        var histories = await AccreditationRow.HistoriesAsync(work, pointOfSaleId);
        var standing = Accreditation.On(histories[pointOfSaleId], work.Today);
        return row.ToAnswer(standing.State, caller.Has(Grants.Treasurer));
    }

    sealed class PointOfSaleRow
    {
        public Guid PointOfSaleId { get; init; }

        public required string Name { get; init; }

        public required string Kind { get; init; }

        public required string Street { get; init; }

        public required string PostalCode { get; init; }

        public required string City { get; init; }

        public double Latitude { get; init; }

        public double Longitude { get; init; }

        public string? Hours { get; init; }

        public required string[] Categories { get; init; }

        public required string LegalName { get; init; }

        public required string LegalIdentifier { get; init; }

        public required string Iban { get; init; }

        public DateTime AppliedAt { get; init; }

        internal PointOfSaleAnswer ToAnswer(string state, bool withIban) => new(
            PointOfSaleId, Name, Kind, new Place(Street, PostalCode, City, Latitude, Longitude), Hours,
            Categories, state, LegalName, LegalIdentifier, withIban ? Iban : Banking.Iban.Mask(Iban),
            AppliedAt);
    }

    const string ReadRow =
        """
        select point_of_sale_id, name, kind, street, postal_code, city, latitude, longitude, hours,
               categories, legal_name, legal_identifier, iban, applied_at
        from point_of_sale where caisse_id = @Caisse and point_of_sale_id = @pointOfSaleId
        """;
}
