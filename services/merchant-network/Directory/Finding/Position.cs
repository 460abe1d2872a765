using System.Globalization;

namespace Caisse.MerchantNetwork.Directory.Finding;

/// <summary>A position in degrees, WGS 84.</summary>
sealed record Position(double Latitude, double Longitude)
{
    /// <summary>Reads "43.61,3.88"; null for anything else.</summary>
    internal static Position? Parse(string? text)
    {
        return text?.Split(',') is [var north, var east]
            && Degrees(north) is >= -90 and <= 90 and var latitude
            && Degrees(east) is >= -180 and <= 180 and var longitude
            ? new Position(latitude, longitude)
            : null;

        static double Degrees(string part) =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees)
                ? degrees
                : double.NaN;
    }
}
