using Caisse.ServiceDefaults;

namespace Caisse.Identity.Inviting;

/// <summary>Lists whom a caisse has invited, and what became of it.</summary>
static class ListInvitations
{
    internal sealed record ListedInvitation
    {
        public required Guid Id { get; init; }
        public required string Name { get; init; }
        public required string? Email { get; init; }
        public required string[] Roles { get; init; }
        public required Guid? MemberId { get; init; }
        public required Guid? PointOfSaleId { get; init; }
        public required string InvitedBy { get; init; }
        public required DateTimeOffset InvitedAt { get; init; }
        public required DateTimeOffset ExpiresAt { get; init; }

        /// <summary><c>open</c>, <c>accepted</c>, <c>takenBack</c> or <c>expired</c>.</summary>
        public required string State { get; init; }
    }

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/invitations", HandleAsync)
            .Describe(nameof(ListInvitations), "List invitations and what became of them, oldest first.")
            .OfPlatformToo()
            .Allow(Grants.Operator, Grants.Coordinator);

    static async Task<Answer<Page<ListedInvitation>>> HandleAsync(
        [AsParameters] PageRequest page, Caller caller, Database database, CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var rows = await work.ListAsync<ListedInvitation>(
            Read, new { work.Caisse, page.AfterId, page.Fetch, Now = TimeProvider.System.GetUtcNow() });
        await work.RecordLookAsync(
            "invitations.listed", [.. rows.Select(one => one.MemberId ?? one.Id).Distinct()]);
        await work.CommitAsync(cancel);
        return page.Of(rows, invitation => invitation.Id);
    }

    const string Read =
        """
        select invitation_id as id, name, email, grants as roles, member_id, point_of_sale_id, invited_by,
            invited_at, expires_at,
            case when accepted_at is not null then 'accepted'
                when taken_back_at is not null then 'takenBack'
                when expires_at <= @Now then 'expired'
                else 'open' end as state
        from invitation
        where caisse_id = @Caisse and (@AfterId::uuid is null or invitation_id > @AfterId)
        order by invitation_id limit @Fetch
        """;
}
