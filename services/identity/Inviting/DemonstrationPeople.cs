using System.Security.Claims;
using Caisse.Identity.Accounts;
using Caisse.Identity.SigningIn;
using Caisse.ServiceDefaults;
using OpenIddict.Abstractions;

namespace Caisse.Identity.Inviting;

/// <summary>
/// In development alone: the people of a demonstration, found by the codes of their invitations as often as
/// one likes. Browsers are signed in as them by an address, and an operator's program is given their tokens,
/// so that it can play a year without anybody's secret.
/// </summary>
sealed class DemonstrationPeople(
    Invitations invitations, AccountRegister accounts, IHostEnvironment host) : IPlayedPeople
{
    /// <summary>The field of the form that holds the invitation's code.</summary>
    const string CodeField = "invitation";

    /// <summary>Whose invitation has this code; accepts it at the first time. Null where nobody's.</summary>
    internal async Task<(OpenedInvitation Invitation, Guid AccountId)?> FindAsync(
        string code, CancellationToken cancel)
    {
        // Asked again, since nothing else keeps strangers out here.
        if (!host.IsDevelopment() || await invitations.FindAsync(code, cancel) is not { } invitation)
        {
            return null;
        }
        var accountId = invitation.AcceptedBy ?? (invitation.IsOpen
            ? await invitations.AcceptAsync(invitation, null, invitation.Language, cancel)
            : null);
        return accountId is { } known ? (invitation, known) : null;
    }

    public async Task<ClaimsPrincipal?> ActAsync(
        OpenIddictRequest request, ClientThatSignsIn client, CancellationToken cancel)
    {
        if (client.CaisseId != Grants.EveryCaisse || !client.Grants.Contains(Grants.Operator)
            || await FindAsync((string?)request[CodeField] ?? "", cancel) is not { } found
            || await accounts.FindAsync(found.AccountId, cancel) is not { } account)
        {
            return null;
        }
        var grant = (await accounts.GrantsAsync(found.AccountId, cancel))
            .FirstOrDefault(one => one.CaisseId == found.Invitation.CaisseId);
        var now = TimeProvider.System.GetUtcNow();
        return grant is null ? null : TokenClaims.OfPerson(
            account, grant, grant.Grants,
            new Session
            {
                SessionId = Guid.Empty,
                AccountId = account.AccountId,
                Amr = [CompleteSignIn.InDemonstration],
                Device = "",
                SignedInAt = now,
                SeenAt = now,
            },
            [.. grant.Grants]);
    }
}
