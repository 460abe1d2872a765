using Caisse.ServiceDefaults;

namespace Caisse.Portal;

/// <summary>What the portal reads from its environment beside what every program does.</summary>
static class PortalSettings
{
    const int MaxText = 255;
    const int MinSecretLength = 32;

    internal static readonly Setting<Uri> Gateway = SharedSettings.AddressOf("gateway");

    internal static readonly Setting<string> ClientId = SettingKinds.Text(
        "Portal:ClientId", "the portal's name as a client of identity", 1, MaxText) with
    {
        IsOptional = true,
        Otherwise = "portal",
    };

    internal static readonly Setting<string> ClientSecret = SettingKinds.Text(
        "Portal:ClientSecret", "people are signed in with it; without it nobody can be", MinSecretLength,
        MaxText) with
    {
        IsOptional = true,
    };

    internal static readonly Setting<string> TilesUrl = new(
        "Map:TilesUrl", "an address such as https://{s}.host/{z}/{x}/{y}.png", "the background of maps",
        text => TileHostOf(text) is null ? null : new(text))
    {
        IsOptional = true,
        Partner = "Map:Attribution",
    };

    internal static readonly Setting<string> TilesAttribution = SettingKinds.Text(
        TilesUrl.Partner!, "whom the background of maps is owed to", 1, MaxText) with
    {
        IsOptional = true,
        Partner = TilesUrl.Name,
    };

    internal static IReadOnlyList<Setting> All =>
        [.. SharedSettings.OfPages("portal"), ClientId, ClientSecret, TilesUrl, TilesAttribution];

    /// <summary>Scheme and host that tiles come from, for the pages' content policy.</summary>
    internal static string? TileHostOf(string tiles) =>
        Uri.TryCreate(tiles.Replace("{s}.", "", StringComparison.Ordinal), UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? $"{address.Scheme}://{address.Authority}"
            : null;
}
