using Caisse.Identity.Pages;
using Caisse.Identity.SigningIn;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.Inviting;

/// <summary>Which roles an invitation may give, and who may give them.</summary>
static class InvitedRoles
{
    /// <summary>Enough for a caisse to go on by itself, and no voice in its votes.</summary>
    static readonly string[] GivenByOperators = [Grants.Coordinator, Grants.Treasurer];

    static readonly string[] OfPersons = [Grants.Member, Grants.Delegate];
    static readonly string[] InCaisses = [.. Grants.StaffRoles, Grants.Merchant];

    internal static Refusal? Examine(Invite.InviteRequest request)
    {
        var allowed = InCaisses.Append(Grants.Operator).ToList();
        var check = new Check()
            .Text(request.Name, "name")
            .Count(request.Roles, 1, allowed.Count, "roles")
            .That(
                request.Roles.Distinct().Count() == request.Roles.Count, "roles", "must name each role once.")
            .That(
                request.Roles.Intersect(OfPersons).Any() == request.MemberId is not null, "memberId",
                $"goes together with the role {string.Join(" or ", OfPersons)}.")
            .That(
                request.Roles.Contains(Grants.Merchant) == request.PointOfSaleId is not null, "pointOfSaleId",
                $"goes together with the role {Grants.Merchant}.")
            .That(
                request.Email is null || MailCodes.Normalize(request.Email) is not null, "email",
                "must be an email address.")
            .That(
                request.Language is null or Words.French or Words.English, "language", "must be fr or en.");
        foreach (var role in request.Roles.Take(allowed.Count))
        {
            check.OneOf(role, allowed, "roles");
        }
        return check.Problem;
    }

    /// <summary>Why the caller may not give these roles; null when they may.</summary>
    internal static Refusal? NotTheirsToGive(Invite.InviteRequest request, Caller caller)
    {
        string[] theirs = caller.Caisse == Grants.EveryCaisse ? [Grants.Operator]
            : caller.Has(Grants.Coordinator) ? InCaisses
            : GivenByOperators;
        return request.Roles.Except(theirs).Any()
            ? new Refusal(
                StatusCodes.Status403Forbidden, "role-not-yours-to-give",
                $"Here you may give {string.Join(", ", theirs)}.")
            {
                DetailInFrench = $"Ici, vous pouvez donner les rôles {string.Join(", ", theirs)}.",
            }.With("roles", theirs)
            : null;
    }
}
