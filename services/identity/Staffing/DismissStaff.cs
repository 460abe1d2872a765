using Caisse.ServiceDefaults;

namespace Caisse.Identity.Staffing;

/// <summary>
/// Takes back all of a person's roles; tokens they still hold run out within the lifetime of a token.
/// </summary>
static class DismissStaff
{
    internal sealed record DismissAnswer(Guid Id, IReadOnlyList<string> RolesTakenBack);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapDelete("/staff/{staffId:guid}", HandleAsync)
            .Describe(nameof(DismissStaff), "Take back all of a person's roles and their credentials.")
            .Allow(Grants.Operator, Grants.Coordinator);

    static async Task<Answer<DismissAnswer>> HandleAsync(
        Guid staffId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        var ended = await work.FindAsync<EndedRow>(EndStaff, new { work.Caisse, staffId, work.Now });
        if (ended is null)
        {
            return Refusal.NotFound("staff", staffId);
        }
        await work.ExecuteAsync(
            RevokeClient, new { work.Caisse, ended.ClientId, ended.AccountId, ended.Roles, work.Now });
        await work.AuditAsync("staff.dismissed", staffId, new { ended.ClientId, ended.Roles });
        await work.CommitAsync(cancel);
        return new DismissAnswer(staffId, ended.Roles);
    }

    sealed record EndedRow
    {
        public required string ClientId { get; init; }
        public Guid? AccountId { get; init; }
        public required string[] Roles { get; init; }
    }

    const string EndStaff =
        """
        update staff set ended_at = @Now
        where caisse_id = @Caisse and staff_id = @staffId and ended_at is null
        returning client_id, account_id, roles
        """;

    /// <summary>Of an account only these roles go: whoever was treasurer may still be a member.</summary>
    const string RevokeClient =
        """
        update oauth_client set revoked_at = @Now where caisse_id = @Caisse and client_id = @ClientId;
        delete from account_grant
        where caisse_id = @Caisse and account_id = @AccountId and grants <@ @Roles;
        update account_grant set grants = array(select unnest(grants) except select unnest(@Roles) order by 1)
        where caisse_id = @Caisse and account_id = @AccountId;
        """;
}
