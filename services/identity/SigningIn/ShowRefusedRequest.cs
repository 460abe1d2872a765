using Caisse.Identity.Pages;

namespace Caisse.Identity.SigningIn;

/// <summary>What a person sees whose app sent them here with a request that cannot be answered.</summary>
static class ShowRefusedRequest
{
    internal static void Map(WebApplication root) =>
        root.MapGet(Addresses.RefusedRequest, Handle)
            .IsPage(nameof(ShowRefusedRequest), "A client asked wrongly.");

    static IResult Handle(HttpContext http) =>
        http.Notice("client-wrong", "/", StatusCodes.Status400BadRequest);
}
