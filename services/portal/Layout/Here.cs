using System.Security.Claims;
using Caisse.Portal.Calling;

namespace Caisse.Portal.Layout;

/// <summary>Which caisse a page is about, and what its frame shows of it.</summary>
sealed class Here(PublicRegister register)
{
    /// <summary>In the order of founding, so that a caisse keeps the stripes it began with.</summary>
    static readonly string[] Awnings = ["awning-tomato", "awning-sea", "awning-leaf", "awning-plum"];

    const string Region = "awning-leaf";

    /// <summary>Null on pages of the whole platform.</summary>
    internal string? Slug { get; private set; }

    /// <summary>
    /// What people call the caisse; its slug, capitalised, while identity does not answer.
    /// </summary>
    internal string Name { get; private set; } = "";

    /// <summary>Where it is, or its name where that is not known.</summary>
    internal string Territory { get; private set; } = "";

    internal string Awning { get; private set; } = Region;

    /// <summary>The first page of the platform or of a caisse has a banner.</summary>
    internal bool HasBanner { get; private set; }

    /// <summary>What is under the awning of a caisse; false when there is no such caisse.</summary>
    internal async Task<bool> FindAsync(string? slug, bool hasBanner, CancellationToken cancel)
    {
        (Slug, HasBanner) = (slug, hasBanner);
        if (slug is null)
        {
            return true;
        }
        Name = Territory = char.ToUpperInvariant(slug[0]) + slug[1..];
        Awning = Awnings[0];
        var caisses = await register.CaissesAsync(cancel);
        if (caisses.Value is not { } all)
        {
            return true;
        }
        foreach (var (number, caisse) in all.Index().Where(one => one.Item.Slug == slug))
        {
            (Name, Territory) = (caisse.Name, caisse.Territory);
            Awning = AwningOf(number);
            return true;
        }
        // The list may be older than the caisse.
        if ((await register.CaisseAsync(slug, cancel)).Value is { } founded)
        {
            (Name, Territory) = (founded.Name, founded.Territory);
            return true;
        }
        Slug = null;
        return false;
    }

    internal static string AwningOf(int number) => Awnings[number % Awnings.Length];

    /// <summary>An address of this caisse.</summary>
    internal string At(string path = "") => path.Length == 0 ? $"/{Slug}" : $"/{Slug}/{path}";
}

static class CurrentCaisse
{
    /// <summary>The name under which routes have the caisse.</summary>
    const string Key = "Caisse";

    internal static void UseCurrentCaisse(this WebApplication app) => app.Use(async (http, next) =>
    {
        if (http.GetEndpoint() is RouteEndpoint { RoutePattern: var pattern })
        {
            var here = http.RequestServices.GetRequiredService<Here>();
            var slug = http.GetRouteValue(Key) as string
                // Pages of a person who signed in to a caisse hang under its awning.
                ?? (OwnNavigation.RoomOf(http.Request.Path) is not null ? CaisseOf(http.User) : null);
            var hasBanner = pattern.RawText is "/" or "/{Caisse}";
            if (!await here.FindAsync(slug, hasBanner, http.RequestAborted))
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }
        }
        await next(http);
    });

    /// <summary>An operator signs in to none.</summary>
    static string? CaisseOf(ClaimsPrincipal user) =>
        user.FindFirstValue("caisse") is { } caisse and not "*" ? caisse : null;
}
