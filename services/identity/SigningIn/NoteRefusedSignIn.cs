using Caisse.ServiceDefaults;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Caisse.Identity.SigningIn;

/// <summary>
/// Notes what the token endpoint refuses, and says the same words for an unknown client, a wrong secret and a
/// client that was shut out.
/// </summary>
sealed class NoteRefusedSignIn(ClientsThatSignIn clients, RefusedSignIns refused)
    : IOpenIddictServerHandler<ApplyTokenResponseContext>
{
    /// <summary>A device asks again until somebody has answered: no refusal.</summary>
    static readonly string[] NotYet = [Errors.AuthorizationPending, Errors.SlowDown];

    public async ValueTask HandleAsync(ApplyTokenResponseContext context)
    {
        if (context.Error is not { } error || NotYet.Contains(error))
        {
            return;
        }
        context.Response.ErrorUri = null;
        if (error == Errors.InvalidClient)
        {
            context.Response.ErrorDescription = "The client or its secret is not known.";
        }
        var clientId = context.Request?.ClientId ?? "";
        var client = await clients.FindAsync(clientId, context.CancellationToken);
        await refused.NoteAsync(
            client?.CaisseId ?? Grants.EveryCaisse, clientId, error, context.CancellationToken);
    }
}
