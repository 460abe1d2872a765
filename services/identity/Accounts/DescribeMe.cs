using Caisse.ServiceDefaults;

namespace Caisse.Identity.Accounts;

/// <summary>Tells whoever holds a token who they are and what they may do, caisse by caisse.</summary>
static class DescribeMe
{
    internal sealed record Me(
        string Subject, string Kind, string Name, string? Email, string? Language,
        IReadOnlyList<MyCaisse> Caisses);

    internal sealed record MyCaisse(
        string Slug, string Name, IReadOnlyList<string> Grants, Guid? MemberId, Guid? PointOfSaleId);

    internal static void Map(RouteGroupBuilder platform) =>
        platform.MapGet("/me", HandleAsync)
            .Describe(
                nameof(DescribeMe),
                "Who the token speaks for: the account with its grants in every caisse, or the client.")
            .AllowAnonymous();

    static async Task<Answer<Me>> HandleAsync(
        HttpContext http, Caller caller, AccountRegister accounts, CancellationToken cancel)
    {
        if (http.User.Identity?.IsAuthenticated != true)
        {
            return new Refusal(
                StatusCodes.Status401Unauthorized, "not-signed-in",
                "Send a header Authorization: Bearer with a token.")
            {
                DetailInFrench = "Connectez-vous d’abord.",
            };
        }
        if (Account.OfSubject(caller.Subject) is not { } accountId)
        {
            return new Me(
                caller.Subject, "client", http.User.FindFirst("name")?.Value ?? caller.Subject, null, null,
                await OfTokenAsync(http, caller, accounts, cancel));
        }
        if (await accounts.FindAsync(accountId, cancel) is not { } account)
        {
            return Refusal.NotFound("account", caller.Subject);
        }
        var grants = await accounts.GrantsAsync(accountId, cancel);
        var names = await accounts.NamesAsync(grants.Select(grant => grant.CaisseId), cancel);
        return new Me(
            caller.Subject, "person", account.Name, account.Email, account.Language,
            [
                .. grants.Select(grant => new MyCaisse(
                    grant.CaisseId, names.GetValueOrDefault(grant.CaisseId, ""), grant.Grants, grant.MemberId,
                    grant.PointOfSaleId)),
            ]);
    }

    static async Task<IReadOnlyList<MyCaisse>> OfTokenAsync(
        HttpContext http, Caller caller, AccountRegister accounts, CancellationToken cancel)
    {
        var grants = http.User.FindAll("grants").Select(claim => claim.Value.Split(':', 2))
            .Where(parts => parts.Length == 2).GroupBy(parts => parts[0], parts => parts[1]).ToList();
        var names = await accounts.NamesAsync(grants.Select(one => one.Key), cancel);
        return
        [
            .. grants.Select(one => new MyCaisse(
                one.Key, names.GetValueOrDefault(one.Key, ""), [.. one], caller.MemberId,
                caller.PointOfSaleId)),
        ];
    }
}
