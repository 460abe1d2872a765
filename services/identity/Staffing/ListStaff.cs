using Caisse.ServiceDefaults;

namespace Caisse.Identity.Staffing;

/// <summary>Lists who has roles in a caisse now.</summary>
static class ListStaff
{
    internal sealed record ListedStaff(
        Guid Id, string Name, string? Email, IReadOnlyList<string> Roles, Guid? MemberId, string ClientId,
        DateTimeOffset AppointedAt);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/staff", HandleAsync)
            .Describe(nameof(ListStaff), "List who has which roles now.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<Page<ListedStaff>>> HandleAsync(
        [AsParameters] PageRequest page, Caller caller, Database database, CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var rows = await work.ListAsync<StaffRow>(ReadStaff, new { work.Caisse, page.AfterId, page.Fetch });
        return page.Of([.. rows.Select(Show)], staff => staff.Id);
    }

    static ListedStaff Show(StaffRow row) =>
        new(row.StaffId, row.Name, row.Email, row.Roles, row.MemberId, row.ClientId, row.AppointedAt);

    sealed record StaffRow(
        Guid StaffId, string Name, string? Email, string[] Roles, Guid? MemberId, string ClientId, DateTime AppointedAt);

    const string ReadStaff =
        """
        select staff_id, name, email, roles, member_id, client_id, appointed_at from staff
        where caisse_id = @Caisse and ended_at is null and (@AfterId::uuid is null or staff_id > @AfterId)
        order by staff_id limit @Fetch
        """;
}
