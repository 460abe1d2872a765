using System.Security.Claims;
using OpenIddict.Abstractions;

namespace Caisse.Identity.SigningIn;

/// <summary>In development alone: people of a demonstration, whom an operator's program plays.</summary>
interface IPlayedPeople
{
    /// <summary>How an operator's program asks for a person's token.</summary>
    const string GrantType = "urn:caisse:grant-type:invitation";

    /// <summary>What the person's token says; null where the client may not act for them.</summary>
    Task<ClaimsPrincipal?> ActAsync(
        OpenIddictRequest request, ClientThatSignsIn client, CancellationToken cancel);
}
