using System.Text.RegularExpressions;

namespace Caisse.Identity.Founding;

/// <summary>The name of a caisse in addresses.</summary>
static partial class Slug
{
    const string Shape = "must be 3 to 40 of a-z, 0-9 and -, beginning and ending with a letter or digit.";

    /// <summary>Words that addresses of the platform, its pages or its operations may need.</summary>
    static readonly HashSet<string> Reserved =
    [
        "accessibilite", "admin", "aide", "api", "app", "appareil", "assets", "caisse", "caisses", "comite",
        "compte", "connexion", "docs", "donnees-personnelles", "encaisser", "events", "gateway", "gestion",
        "health", "help", "identity", "indicators", "invitation", "login", "logout", "mon-espace", "oauth",
        "openapi", "operations", "operator", "plateforme", "platform", "point-de-vente", "practices",
        "public", "rejoindre", "static", "status", "support", "system", "webhooks", "www",
    ];

    /// <summary>What is wrong with the slug, or null.</summary>
    internal static string? Problem(string slug) =>
        !Pattern().IsMatch(slug) ? Shape
        : Reserved.Contains(slug) ? "is reserved for the platform."
        : null;

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]\z")]
    private static partial Regex Pattern();
}
