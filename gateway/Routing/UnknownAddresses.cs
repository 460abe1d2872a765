using Caisse.ServiceDefaults;

namespace Caisse.Gateway.Routing;

/// <summary>
/// What is no page and belongs to no service: an address for programs that does not exist is answered in
/// problem details, never with a page for people.
/// </summary>
static class UnknownAddresses
{
    static readonly string[] ForPrograms = ["/v1", "/openapi", "/docs", "/health"];

    internal static void RefuseUnknownAddresses(this WebApplication app)
    {
        foreach (var folder in ForPrograms)
        {
            app.Map($"{folder}/{{**path}}", () => new Refusal(
                StatusCodes.Status404NotFound, "not-found", "There is nothing at this address; see /docs."))
                .AllowAnonymous();
        }
    }
}
