using Caisse.Contracts;
using Caisse.Membership.Domain;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Registering;

/// <summary>The coordinator and the treasurer read the register, the first to join at the top.</summary>
static class ListHouseholds
{
    internal sealed record ListedHousehold(
        Guid Id, string State, Period FromPeriod, Period? LastPeriod, string City, string? District,
        long Version, IReadOnlyList<ListedMember> Members);

    /// <summary>A person whose departure is not recorded.</summary>
    internal sealed record ListedMember(Guid Id, string FirstName, string LastName);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/households", HandleAsync)
            .Describe(nameof(ListHouseholds), "The register of households: by state, or what q finds.")
            .Allow(Grants.Coordinator, Grants.Treasurer);

    static async Task<Answer<Page<ListedHousehold>>> HandleAsync(
        [AsParameters] PageRequest page,
        [Words(typeof(Household), nameof(Household.States))] string? state, string? q,
        Caller caller, Database database,
        PersonalData personal, SearchDigests digests, CancellationToken cancel)
    {
        var check = state is null ? new Check() : new Check().OneOf(state, Household.States, "state");
        if (q is not null)
        {
            SearchDigests.CheckQueryInto(check, q);
        }
        if ((page.Problem ?? check.Problem) is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var sought = digests.OfQuery(work.Caisse, q);
        bool? hasDeparted = state is null ? null : state == Household.Departed;
        var households = await work.ListAsync<HouseholdRow>(
            ReadHouseholds, new { work.Caisse, hasDeparted, sought, page.AfterId, page.Fetch });
        var ids = households.Select(row => row.HouseholdId).ToArray();
        var members = await work.ListAsync<MemberRow>(ReadMembers, new { work.Caisse, ids });
        var names = await personal.ReadAsync<PersonName>(work, members.Select(row => row.MemberId));
        var membersOf = members.ToLookup(
            row => row.HouseholdId,
            row => Name(row.MemberId, names.GetValueOrDefault(row.MemberId, PersonName.Erased)));
        var listed = households.Select(row => List(row, membersOf[row.HouseholdId])).ToList();
        await work.RecordLookAsync("households.listed", ids);
        await work.CommitAsync(cancel);
        return page.Of(listed, household => household.Id);
    }

    static ListedMember Name(Guid memberId, PersonName name) =>
        new(memberId, name.FirstName, name.LastName);

    static ListedHousehold List(HouseholdRow row, IEnumerable<ListedMember> members) => new(
        row.HouseholdId, Household.StateOf(row.LastPeriod), row.FromPeriod, row.LastPeriod, row.City,
        row.District, row.Version,
        [.. members]);

    sealed record HouseholdRow(
        Guid HouseholdId, Period FromPeriod, Period? LastPeriod, string City, string? District, long Version);

    sealed record MemberRow(Guid HouseholdId, Guid MemberId);

    const string ReadHouseholds =
        """
        select household_id, from_period, last_period, city, district, version
        from household
        where caisse_id = @Caisse
            and (@hasDeparted::boolean is null or (last_period is not null) = @hasDeparted)
            and (@sought::bigint[] is null or household_id in (
                select holder_id from search_word join search_entry using (caisse_id, word)
                where caisse_id = @Caisse and prefix = any(@sought)
                group by holder_id having count(distinct prefix) = cardinality(@sought)))
            and (@AfterId::uuid is null or household_id > @AfterId)
        order by household_id limit @Fetch
        """;

    const string ReadMembers =
        """
        select household_id, member_id
        from member where caisse_id = @Caisse and household_id = any(@ids) and left_on is null
        order by birth_date, member_id
        """;
}
