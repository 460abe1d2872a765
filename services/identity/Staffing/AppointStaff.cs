using System.Net.Mail;
using Caisse.Identity.SigningIn;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.Staffing;

/// <summary>
/// Gives a person roles in a caisse and the credentials to use them, whose secret is shown once.
/// </summary>
static class AppointStaff
{
    internal sealed record AppointRequest(
        string Name, IReadOnlyList<string> Roles, string? Email = null, Guid? MemberId = null);

    internal sealed record AppointAnswer(
        Guid Id, string Name, IReadOnlyList<string> Roles, Guid? MemberId, string ClientId,
        string ClientSecret);

    const int LongestEmail = 254;

    /// <summary>
    /// Whom the platform's operator may name: enough for a caisse to go on by itself, and no voice in its
    /// votes.
    /// </summary>
    static readonly string[] RolesAnOperatorGives = [Grants.Coordinator, Grants.Treasurer];

    /// <summary>Roles that are for one person of the register, whom the token then names.</summary>
    static readonly string[] RolesOfPersons = [Grants.Member, Grants.Delegate];

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/staff", HandleAsync)
            .Describe(
                nameof(AppointStaff),
                "Give a person roles; the answer holds the client secret, shown this once.")
            .Creates()
            .Allow(Grants.Operator, Grants.Coordinator);

    static async Task<Answer<AppointAnswer>> HandleAsync(
        AppointRequest request, Caller caller, Database database, CancellationToken cancel)
    {
        if (Examine(request) is { } problem)
        {
            return problem;
        }
        if (!caller.Has(Grants.Coordinator) && request.Roles.Except(RolesAnOperatorGives).Any())
        {
            return new Refusal(
                StatusCodes.Status403Forbidden, "role-not-yours-to-give",
                $"An operator names {string.Join(" and ", RolesAnOperatorGives)}; "
                + "a coordinator of the caisse names the others.")
                .With("roles", RolesAnOperatorGives);
        }
        await using var work = await database.BeginAsync(caller, cancel);
        if (!await work.OneAsync<bool>(IsFounded, new { work.Caisse }))
        {
            return Refusal.NoSuchCaisse(work.Caisse);
        }
        var answer = await AppointAsync(work, request);
        await work.CommitAsync(cancel);
        return new Answer<AppointAnswer>
        {
            Value = answer,
            Location = $"/v1/caisses/{work.Caisse}/staff/{answer.Id}",
        };
    }

    static async Task<AppointAnswer> AppointAsync(Work work, AppointRequest request)
    {
        var secret = ClientSecret.Make();
        var roles = request.Roles.ToArray();
        var row = new
        {
            work.Caisse,
            StaffId = Guid.CreateVersion7(),
            ClientId = ClientSecret.MakeClientId("staff"),
            Hash = ClientSecret.Hash(secret),
            request.Name,
            request.Email,
            roles,
            request.MemberId,
            work.Now,
        };
        await work.ExecuteAsync(InsertClient, row);
        await work.ExecuteAsync(InsertStaff, row);
        await work.AuditAsync(
            "staff.appointed", row.StaffId, null, new { row.ClientId, roles, request.MemberId });
        return new AppointAnswer(row.StaffId, request.Name, roles, request.MemberId, row.ClientId, secret);
    }

    static Refusal? Examine(AppointRequest request)
    {
        var check = new Check()
            .Text(request.Name, "name")
            .Count(request.Roles, 1, Grants.StaffRoles.Count, "roles")
            .That(
                request.Roles.Distinct().Count() == request.Roles.Count, "roles", "must name each role once.")
            .That(
                request.Roles.Intersect(RolesOfPersons).Any() == request.MemberId is not null, "memberId",
                $"goes together with the role {string.Join(" or ", RolesOfPersons)}.");
        foreach (var role in request.Roles.Take(Grants.StaffRoles.Count))
        {
            check.OneOf(role, Grants.StaffRoles, "roles");
        }
        if (request.Email is not null)
        {
            check.Text(request.Email, "email", LongestEmail)
                .That(MailAddress.TryCreate(request.Email, out _), "email", "must be an email address.");
        }
        return check.Problem;
    }

    const string IsFounded = "select exists (select from founding where slug = @Caisse)";

    const string InsertClient =
        """
        insert into oauth_client (caisse_id, client_id, secret_sha256, name, grants, member_id, created_at)
        values (@Caisse, @ClientId, @Hash, @Name, @roles, @MemberId, @Now)
        """;

    const string InsertStaff =
        """
        insert into staff (caisse_id, staff_id, client_id, name, email, roles, member_id, appointed_at)
        values (@Caisse, @StaffId, @ClientId, @Name, @Email, @roles, @MemberId, @Now)
        """;
}
