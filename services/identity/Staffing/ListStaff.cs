using Caisse.ServiceDefaults;

namespace Caisse.Identity.Staffing;

/// <summary>Lists who has roles in a caisse now.</summary>
static class ListStaff
{
    internal sealed record ListedStaff
    {
        public required Guid Id { get; init; }
        public required string Name { get; init; }
        public required string? Email { get; init; }
        public required string[] Roles { get; init; }
        public required Guid? MemberId { get; init; }
        public required string ClientId { get; init; }
        public required DateTimeOffset AppointedAt { get; init; }
    }

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/staff", HandleAsync)
            .Describe(nameof(ListStaff), "List who has which roles now.")
            .Allow(Grants.Coordinator, Grants.Treasurer);

    static async Task<Answer<Page<ListedStaff>>> HandleAsync(
        [AsParameters] PageRequest page, Caller caller, Database database, CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var rows =
            await work.ListAsync<ListedStaff>(ReadStaff, new { work.Caisse, page.AfterId, page.Fetch });
        await work.RecordLookAsync(
            "staff.listed", [.. rows.Select(staff => staff.MemberId ?? staff.Id).Distinct()]);
        await work.CommitAsync(cancel);
        return page.Of(rows, staff => staff.Id);
    }

    const string ReadStaff =
        """
        select staff_id as id, name, email, roles, member_id, client_id, appointed_at from staff
        where caisse_id = @Caisse and ended_at is null and (@AfterId::uuid is null or staff_id > @AfterId)
        order by staff_id limit @Fetch
        """;
}
