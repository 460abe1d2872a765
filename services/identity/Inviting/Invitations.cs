using Caisse.Identity.Accounts;
using Caisse.ServiceDefaults;
using Dapper;
using Npgsql;

namespace Caisse.Identity.Inviting;

/// <summary>An invitation as whoever holds its code sees it.</summary>
sealed record OpenedInvitation
{
    public required string CaisseId { get; init; }
    public required Guid InvitationId { get; init; }
    public required string Name { get; init; }
    public string? Email { get; init; }
    public required string Language { get; init; }
    public required string[] Grants { get; init; }
    public Guid? MemberId { get; init; }
    public Guid? PointOfSaleId { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? TakenBackAt { get; init; }
    public Guid? AcceptedBy { get; init; }

    internal bool IsOpen =>
        TakenBackAt is null && AcceptedBy is null && ExpiresAt > TimeProvider.System.GetUtcNow();
}

/// <summary>Finds invitations by their codes and turns them into accounts.</summary>
sealed class Invitations(Database database, NpgsqlDataSource source, Codes codes, AccountRegister accounts)
{
    /// <summary>The invitation with a code, in whatever state; null when there is none.</summary>
    internal async Task<OpenedInvitation?> FindAsync(string code, CancellationToken cancel)
    {
        var hash = codes.Hash("invitation", Codes.Normalize(code));
        await using var connection = await source.OpenConnectionAsync(cancel);
        var place = await connection.QuerySingleOrDefaultAsync<(string Caisse, Guid Id)?>(
            Locate, new { hash });
        if (place is not { } found)
        {
            return null;
        }
        await using var work = await database.BeginAsync(found.Caisse, IdentityService.Name, cancel);
        return await work.FindAsync<OpenedInvitation>(Read, new { work.Caisse, found.Id });
    }

    /// <summary>
    /// Accepts it: gives its roles to an account (the one who is signed in and wants them, the one with its
    /// address, or a new one). Null when somebody was quicker, or the account acts for somebody else there.
    /// </summary>
    internal async Task<Guid?> AcceptAsync(
        OpenedInvitation invitation, Guid? signedIn, string language, CancellationToken cancel)
    {
        var known = signedIn ?? (invitation.Email is null
            ? null
            : (await accounts.FindByEmailAsync(invitation.Email, cancel))?.AccountId);
        var accountId = known ?? Guid.CreateVersion7();
        var subject = Account.SubjectOf(accountId);
        await using var work = await database.BeginAsync(invitation.CaisseId, subject, cancel);
        var row = new
        {
            work.Caisse,
            accountId,
            subject,
            language,
            invitation.InvitationId,
            invitation.Name,
            invitation.Email,
            invitation.Grants,
            invitation.MemberId,
            invitation.PointOfSaleId,
            Now = TimeProvider.System.GetUtcNow(),
            StaffId = Guid.CreateVersion7(),
            StaffRoles = invitation.Grants.Intersect(Grants.StaffRoles).ToArray(),
        };
        if (known is null)
        {
            await work.ExecuteAsync(InsertAccount, row);
        }
        if (await work.ExecuteAsync(Accept, row) == 0 || await work.ExecuteAsync(Grant, row) == 0)
        {
            return null;
        }
        if (row.StaffRoles.Length > 0)
        {
            await work.ExecuteAsync(InsertStaff, row);
        }
        await work.AuditAsync(
            "invitation.accepted", invitation.InvitationId, null,
            new { subject, invitation.Grants, invitation.MemberId, invitation.PointOfSaleId });
        await work.CommitAsync(cancel);
        return accountId;
    }

    const string Locate = "select caisse_id, invitation_id from invitation_with(@hash)";

    const string Read =
        """
        select caisse_id, invitation_id, name, email, language, grants, member_id, point_of_sale_id,
            expires_at, taken_back_at, accepted_by
        from invitation where caisse_id = @Caisse and invitation_id = @Id
        """;

    const string InsertAccount =
        """
        insert into account (account_id, name, email, language, created_at)
        values (@accountId, @Name, @Email, @language, @Now)
        """;

    const string Accept =
        """
        update invitation set accepted_at = @Now, accepted_by = @accountId
        where caisse_id = @Caisse and invitation_id = @InvitationId and accepted_at is null
            and taken_back_at is null and expires_at > @Now
        """;

    /// <summary>An account is one person of a caisse's register and of one point of sale.</summary>
    const string Grant =
        """
        insert into account_grant (caisse_id, account_id, grants, member_id, point_of_sale_id, granted_at)
        values (@Caisse, @accountId, @Grants, @MemberId, @PointOfSaleId, @Now)
        on conflict (caisse_id, account_id) do update set
            grants = array(select distinct unnest(account_grant.grants || excluded.grants) order by 1),
            member_id = coalesce(excluded.member_id, account_grant.member_id),
            point_of_sale_id = coalesce(excluded.point_of_sale_id, account_grant.point_of_sale_id),
            granted_at = excluded.granted_at
        where coalesce(account_grant.member_id = excluded.member_id, true)
            and coalesce(account_grant.point_of_sale_id = excluded.point_of_sale_id, true)
        """;

    const string InsertStaff =
        """
        insert into staff (
            caisse_id, staff_id, client_id, account_id, name, email, roles, member_id, appointed_at)
        values (
            @Caisse, @StaffId, @subject, @accountId, @Name, @Email, @StaffRoles, @MemberId, @Now)
        """;
}
