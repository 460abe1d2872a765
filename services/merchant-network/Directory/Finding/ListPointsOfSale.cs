using Caisse.MerchantNetwork.Directory.Accrediting;
using Caisse.MerchantNetwork.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Directory.Finding;

/// <summary>
/// The public directory: where MonA can be spent, as a list or as a map, by category and distance.
/// </summary>
static class ListPointsOfSale
{
    internal sealed record DirectoryEntry(
        Guid Id, string Name, string Kind, Place Place, string? Hours, IReadOnlyList<string> Categories,
        string State, long? DistanceMeters);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/points-of-sale", HandleAsync)
            .Describe(nameof(ListPointsOfSale), "The public directory, by category or distance, or GeoJSON.")
            .Produces<Page<DirectoryEntry>>(StatusCodes.Status200OK, "application/json", GeoJson.MediaType)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .AllowAnonymous();

    static async Task<IResult> HandleAsync(
        string? category, string? near, [AsParameters] PageRequest page, Caller caller,
        Database database, HttpRequest http, CancellationToken cancel)
    {
        var from = Position.Parse(near);
        var check = new Check()
            .Text(category ?? "any", "category")
            .That(near is null || from is not null, "near", "must be latitude,longitude such as 43.61,3.88.")
            .That(near is null || page.After is null, "after", "does not go with near.");
        if ((page.Problem ?? check.Problem) is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var filter = new { work.Caisse, category, page.AfterId, page.Fetch, from?.Latitude, from?.Longitude };
        var found = await work.ListAsync<DirectoryRow>(from is null ? ReadById : ReadByDistance, filter);
        var rows = page.Of(found, row => row.PointOfSaleId);
        var entries = await WithStatesAsync(work, rows.Items, work.Today);
        var answer = new Page<DirectoryEntry>(entries, from is null ? rows.Next : null);
        return AcceptHeader.Prefers(http, GeoJson.MediaType)
            ? GeoJson.Of(answer)
            : (Answer<Page<DirectoryEntry>>)answer;
    }

    static async Task<IReadOnlyList<DirectoryEntry>> WithStatesAsync(
        Work work, IReadOnlyList<DirectoryRow> rows, DateOnly today)
    {
        Guid[] ids = [.. rows.Select(row => row.PointOfSaleId)];
        var histories = await AccreditationRow.HistoriesAsync(work, ids);
        return [.. rows.Select(row => new DirectoryEntry(
            row.PointOfSaleId, row.Name, row.Kind,
            new Place(row.Street, row.PostalCode, row.City, row.Latitude, row.Longitude), row.Hours,
            row.Categories, Accreditation.On(histories[row.PointOfSaleId], today).State,
            row.DistanceMeters is { } meters ? (long)Math.Round(meters) : null))];
    }

    sealed class DirectoryRow
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

        public double? DistanceMeters { get; init; }
    }

    const string ReadById =
        """
        select point_of_sale_id, name, kind, street, postal_code, city, latitude, longitude, hours,
               categories, null::double precision as distance_meters
        from point_of_sale
        where caisse_id = @Caisse
          and (@category::text is null or categories @> array[@category::text])
          and (@AfterId::uuid is null or point_of_sale_id > @AfterId)
        order by point_of_sale_id
        limit @Fetch
        """;

    // Great-circle distance (haversine) on a sphere of the earth's mean radius, right to half a percent.
    const string ReadByDistance =
        """
        select point_of_sale_id, name, kind, street, postal_code, city, latitude, longitude, hours,
               categories, 2 * 6371008.8 * asin(least(1, sqrt(
                   sin(radians(latitude - @Latitude) / 2) ^ 2
                   + cos(radians(@Latitude)) * cos(radians(latitude))
                     * sin(radians(longitude - @Longitude) / 2) ^ 2
               ))) as distance_meters
        from point_of_sale
        where caisse_id = @Caisse
          and (@category::text is null or categories @> array[@category::text])
        order by distance_meters, point_of_sale_id
        limit @Fetch
        """;
}
