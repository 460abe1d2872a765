using System.Globalization;

namespace Caisse.Portal.Managing;

/// <summary>A place on the earth as maps give it to copy: "43.6109, 3.8772".</summary>
static class Geography
{
    internal static (double Latitude, double Longitude)? Read(string? typed) =>
        (typed ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries) is [var north, var east]
        && double.TryParse(north, NumberStyles.Float, CultureInfo.InvariantCulture, out var latitude)
        && double.TryParse(east, NumberStyles.Float, CultureInfo.InvariantCulture, out var longitude)
        && Math.Abs(latitude) <= 90 && Math.Abs(longitude) <= 180
            ? (latitude, longitude)
            : null;
}
