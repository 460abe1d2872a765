using System.Globalization;
using Caisse.Portal.Calling;

namespace Caisse.Portal.Showing;

/// <summary>A point of sale in words.</summary>
static class PlaceWords
{
    internal const string Accredited = "accredited";
    internal const string Suspended = "suspended";

    internal static string KindOf(string kind) => Words.OrWord("kind", kind);

    internal static string CategoriesOf(IReadOnlyList<string> categories)
    {
        var said = string.Join(", ", categories.Select(one => Words.OrWord("category", one)));
        return said.Length == 0 ? "" : char.ToUpper(said[0], CultureInfo.CurrentCulture) + said[1..];
    }

    /// <summary>
    /// A map of someone else's that shows the way; opened only by whoever presses the link.
    /// </summary>
    internal static string Directions(Place place) => string.Create(
        CultureInfo.InvariantCulture,
        $"https://www.openstreetmap.org/directions?to={place.Latitude:0.#####},{place.Longitude:0.#####}");
}
