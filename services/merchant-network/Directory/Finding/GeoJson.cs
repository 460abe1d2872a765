using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Directory.Finding;

/// <summary>The directory as a map reads it (RFC 7946), its cursor beside the features.</summary>
static class GeoJson
{
    internal const string MediaType = "application/geo+json";

    sealed record Point(string Type, IReadOnlyList<double> Coordinates);

    sealed record Feature(string Type, Guid Id, Point Geometry, ListPointsOfSale.DirectoryEntry Properties);

    sealed record FeatureCollection(string Type, IReadOnlyList<Feature> Features, string? Next);

    internal static IResult Of(Page<ListPointsOfSale.DirectoryEntry> page) => Results.Json(
        new FeatureCollection("FeatureCollection", [.. page.Items.Select(ToFeature)], page.Next),
        CaisseJson.Http, MediaType);

    /// <summary>GeoJSON names longitude before latitude.</summary>
    static Feature ToFeature(ListPointsOfSale.DirectoryEntry entry) =>
        new("Feature", entry.Id, new Point("Point", [entry.Place.Longitude, entry.Place.Latitude]), entry);
}
