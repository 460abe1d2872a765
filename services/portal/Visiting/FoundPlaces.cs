using System.Globalization;
using Caisse.Portal.Calling;
using Caisse.Portal.Showing;

namespace Caisse.Portal.Visiting;

/// <summary>A part of a town with points of sale in it.</summary>
sealed record Area(string Code, string City, Position Middle);

/// <summary>What the directory shows of a search: one page of it, and what can be searched for.</summary>
sealed record FoundPlaces(
    IReadOnlyList<ListedPlace> Shown, int Found, int Page, Position? From,
    IReadOnlyList<(string Word, string Text)> Categories, IReadOnlyList<string> Kinds,
    IReadOnlyList<Area> Areas)
{
    const int PageSize = 12;

    /// <summary>As people of this language sort names; "n° 2" comes before "n° 10".</summary>
    static StringComparer ByName => StringComparer.Create(
        CultureInfo.CurrentCulture, CompareOptions.IgnoreCase | CompareOptions.NumericOrdering);

    internal int First => (Page - 1) * PageSize;

    internal bool HasMore => Found > First + Shown.Count;

    /// <summary>
    /// Those where MonA is taken, or would be were they not suspended; by name, or by distance where the list
    /// comes with distances.
    /// </summary>
    internal static FoundPlaces Of(
        IReadOnlyList<ListedPlace> all, string? category, string? kind, string? near, int page)
    {
        var known = all.Where(place => place.State is PlaceWords.Accredited or PlaceWords.Suspended).ToList();
        var found = known
            .Where(place => string.IsNullOrEmpty(category) || place.Categories.Contains(category))
            .Where(place => string.IsNullOrEmpty(kind) || place.Kind == kind)
            .OrderBy(place => place.DistanceMeters)
            .ThenBy(place => place.Name, ByName).ToList();
        var areas = AreasOf(known);
        var pages = Math.Max(1, (found.Count + PageSize - 1) / PageSize);
        page = Math.Clamp(page, 1, pages);
        return new FoundPlaces(
            [.. found.Skip((page - 1) * PageSize).Take(PageSize)], found.Count, page, PositionOf(near, areas),
            [.. known.SelectMany(place => place.Categories).Distinct()
                .Select(word => (word, Words.OrWord("category", word))).OrderBy(one => one.Item2, ByName)],
            [.. known.Select(place => place.Kind).Distinct().OrderBy(PlaceWords.KindOf, ByName)],
            areas);
    }

    static List<Area> AreasOf(List<ListedPlace> known) =>
        [.. known.Select(place => place.Place).GroupBy(place => (place.PostalCode, place.City))
            .Select(group => new Area(group.Key.PostalCode, group.Key.City, new Position(
                group.Average(place => place.Latitude), group.Average(place => place.Longitude))))
            .OrderBy(area => area.Code, StringComparer.Ordinal)];

    /// <summary>The middle of an area of the list, or "43.61,3.88" as a device says where it is.</summary>
    static Position? PositionOf(string? near, List<Area> areas) =>
        areas.Find(area => area.Code == near)?.Middle
        ?? (near?.Split(',') is [var north, var east]
            && Degrees(north) is >= -90 and <= 90 and var latitude
            && Degrees(east) is >= -180 and <= 180 and var longitude
                ? new Position(latitude, longitude)
                : null);

    static double Degrees(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees)
            ? degrees
            : double.NaN;
}
