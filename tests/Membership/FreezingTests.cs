using System.Net;
using Caisse.Contracts;
using Caisse.Contracts.Membership;
using Caisse.Contracts.Wallet;
using Caisse.Membership.Domain;
using Caisse.Support;
using Dapper;
using FsCheck;
using FsCheck.Fluent;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

public sealed class FreezingTests(Register register) : IClassFixture<Register>
{
    [Fact]
    public async Task A_caisse_without_households_publishes_one_empty_slice()
    {
        await register.Service.HearAsync(Run("nantes", "2020-01"));
        var slice = Assert.Single(await SlicesAsync("nantes", "2020-01"));
        Assert.Equal((0, 1), (slice.Slice, slice.Slices));
        Assert.Empty(slice.Households);
    }

    [Fact]
    public async Task A_child_born_or_turning_14_after_the_freeze_counts_in_the_next_period()
    {
        var id = (await register.EnrolAsync(
            "2026-12", Anais, Named("Zoé", "2012-12-15"))).Id();
        await register.Service.HearAsync(Run("montpellier", "2026-12", Now.AddDays(7)));
        Assert.Equal([36, 13], await AgesAsync("2026-12", id));

        await register.Coordinator.PostAsync(
            $"{Root}/households/{id}/members",
            new { firstName = "Noé", lastName = "Martin", birthDate = "2026-11-29", joinedOn = "2026-11-29" },
            HttpStatusCode.Created, at: Now.AddDays(9));
        await register.Service.HearAsync(Run("montpellier", "2026-12", Now.AddDays(20)));
        Assert.Equal([36, 13], await AgesAsync("2026-12", id));

        await register.Service.HearAsync(Run("montpellier", "2027-01", Now.AddDays(40)));
        Assert.Equal([36, 14, 0], await AgesAsync("2027-01", id));
    }

    [Fact]
    public async Task Another_run_for_the_same_period_gets_the_very_same_slices()
    {
        var id = (await register.EnrolAsync("2028-01", Anais)).Id();
        await register.Service.HearAsync(Run("montpellier", "2028-01"));
        await register.Coordinator.PostAsync(
            $"{Root}/households/{id}/departure", new { lastPeriod = "2027-12", reason = "Withdraws." },
            HttpStatusCode.OK);
        await register.EnrolAsync("2028-01", Emile);
        await register.Service.HearAsync(Run("montpellier", "2028-01", Now.AddDays(3)));

        var slices = await SlicesAsync("montpellier", "2028-01");
        Assert.Equal(2, slices.Count);
        Assert.Equal(slices[0].OccurredAt, slices[1].OccurredAt);
        Assert.Equal(Described(slices[0]), Described(slices[1]));
        await register.Service.HearAsync(Run("montpellier", "2028-02"));
        var next = Assert.Single(await SlicesAsync("montpellier", "2028-02"));
        Assert.DoesNotContain(next.Households, household => household.HouseholdId == id);
    }

    [Fact]
    public async Task A_preview_is_told_how_things_stand_and_freezes_nothing()
    {
        var id = (await register.EnrolAsync("2032-01", Anais)).Id();
        var early = Preview("montpellier", "2032-01");
        await register.Service.HearAsync(early);
        Assert.Equal(1, await FrozenAsync("2032-01", id, early.RunId));

        await register.Coordinator.PostAsync(
            $"{Root}/households/{id}/members",
            new { firstName = "Noé", lastName = "Martin", birthDate = "2026-11-01", joinedOn = "2026-11-01" },
            HttpStatusCode.Created, at: Now);
        await register.Service.HearAsync(Run("montpellier", "2032-01"));
        Assert.Equal(2, await FrozenAsync("2032-01", id, null));

        // Once the period is frozen, a preview shows what its run would count.
        await register.Coordinator.PostAsync(
            $"{Root}/households/{id}/departure", new { lastPeriod = "2031-12", reason = "Withdraws." },
            HttpStatusCode.OK, at: Now);
        var late = Preview("montpellier", "2032-01");
        await register.Service.HearAsync(late);
        Assert.Equal(2, await FrozenAsync("2032-01", id, late.RunId));
    }

    [Fact]
    public async Task A_request_delivered_three_times_is_answered_once()
    {
        var requested = Run("montpellier", "2030-01");
        var messageId = Guid.CreateVersion7();
        for (var time = 0; time < 3; time++)
        {
            await register.Service.Bus.PublishAsync(requested, messageId);
        }
        await register.Service.HearAsync(Run("montpellier", "2030-02"));
        await register.Service.ShouldPublishAsync<CompositionFrozen>(
            slice => slice.Period == requested.Period);
        Assert.Single(await SlicesAsync("montpellier", "2030-01"), slice => slice.Slice == 0);
    }

    [Fact]
    public async Task Ten_runs_at_the_same_instant_freeze_once_and_are_all_answered()
    {
        await register.EnrolAsync("2031-01", Anais);
        await Task.WhenAll(Enumerable.Range(0, 10)
            .Select(_ => register.Service.HearAsync(Run("montpellier", "2031-01"))));
        var slices = (await SlicesAsync("montpellier", "2031-01")).Where(slice => slice.Slice == 0).ToList();
        Assert.Equal(10, slices.Count);
        Assert.Single(slices.Select(Described).Distinct());
    }

    [Fact]
    public async Task Periods_asked_for_out_of_order_are_each_frozen_as_they_are()
    {
        var id = (await register.EnrolAsync("2029-03", Named("Zoé", "2015-03-15"))).Id();
        await register.Service.HearAsync(Run("montpellier", "2029-04"));
        await register.Service.HearAsync(Run("montpellier", "2029-03"));
        await register.Service.HearAsync(Run("montpellier", "2029-02"));
        Assert.Equal([14], await AgesAsync("2029-04", id));
        Assert.Equal([13], await AgesAsync("2029-03", id));
        var before = Assert.Single(await SlicesAsync("montpellier", "2029-02"));
        Assert.DoesNotContain(before.Households, household => household.HouseholdId == id);
    }

    [Fact]
    public async Task A_thousand_households_and_more_come_in_slices_of_500_as_the_domain_counts_them()
    {
        var households = Households().Sample(1600, 40).ToList();
        await WriteAsync("lorient", households);
        await register.Service.HearAsync(Run("lorient", "2026-06"));

        var expected = households
            .Select(one =>
                (one.Id, Ages: Composition.AgesIn(CompositionTests.June, one.From, one.Last, one.Stays)))
            .Where(one => one.Ages.Count > 0).ToDictionary(one => one.Id, one => one.Ages);
        var slices = await SlicesAsync("lorient", "2026-06");
        var count = (expected.Count + 499) / 500;
        Assert.InRange(count, 2, 4);
        Assert.Equal(Enumerable.Range(0, count), slices.Select(slice => slice.Slice));
        Assert.All(slices, slice => Assert.Equal(count, slice.Slices));
        Assert.All(slices.SkipLast(1), slice => Assert.Equal(500, slice.Households.Count));
        var frozen = slices.SelectMany(slice => slice.Households).ToList();
        Assert.Equal(expected.Count, frozen.Count);
        Assert.All(frozen, household => Assert.Equal(expected[household.HouseholdId], household.Ages));
    }

    [Fact]
    public async Task What_was_frozen_cannot_be_changed_by_the_service()
    {
        await using var connection = await register.Service.Database.OpenConnectionAsync();
        foreach (var table in new[] { "composition_freeze", "frozen_household" })
        {
            var may = await connection.ExecuteScalarAsync<bool>(
                "select has_table_privilege('membership_service', @table, 'update, delete')", new { table });
            Assert.False(may);
        }
    }

    sealed record Generated(Guid Id, Period From, Period? Last, IReadOnlyList<Stay> Stays);

    static Gen<Generated> Households() =>
        from start in Gen.Choose(0, 84)
        from length in Gen.Frequency(
            (3, Gen.Constant<int?>(null)), (1, Gen.Choose(0, 60).Select(months => (int?)months)))
        from size in Gen.Choose(1, 5)
        from stays in CompositionTests.Stays.ListOf(size)
        let first = new DateOnly(2020, 1, 1).AddMonths(start)
        select new Generated(
            Guid.CreateVersion7(), new Period(first),
            length is { } months ? new Period(first.AddMonths(months)) : null, [.. stays]);

    async Task WriteAsync(string caisse, IReadOnlyList<Generated> households)
    {
        await using var connection = await register.Service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into household (caisse_id, household_id, admitted_at, from_period, last_period,
                departure_reason, street, postal_code, city, version)
            select @caisse, id, now(), first, last,
                case when last is not null then 'left' end, 'x', 'x', 'x', 1
            from unnest(@Ids, @Firsts, @Lasts) as household (id, first, last)
            """,
            new
            {
                caisse,
                Ids = households.Select(one => one.Id).ToArray(),
                Firsts = households.Select(one => one.From.FirstDay).ToArray(),
                Lasts = households.Select(one => one.Last?.FirstDay).ToArray(),
            });
        var stays = households.SelectMany(one => one.Stays, (one, stay) => (one.Id, Stay: stay)).ToList();
        await connection.ExecuteAsync(
            """
            insert into member (
                caisse_id, member_id, household_id, first_name, last_name, birth_date, joined_on, left_on)
            select @caisse, id, household_id, 'x', 'x', birth, joined, departed
            from unnest(@Ids, @HouseholdIds, @Births, @Joined, @Left)
                as stay (id, household_id, birth, joined, departed)
            """,
            new
            {
                caisse,
                Ids = stays.Select(one => one.Stay.MemberId).ToArray(),
                HouseholdIds = stays.Select(one => one.Id).ToArray(),
                Births = stays.Select(one => one.Stay.BirthDate).ToArray(),
                Joined = stays.Select(one => one.Stay.JoinedOn).ToArray(),
                Left = stays.Select(one => one.Stay.LeftOn).ToArray(),
            });
    }

    async Task<IReadOnlyList<CompositionFrozen>> SlicesAsync(string caisse, string period) =>
        [.. (await register.Service.PublishedAsync<CompositionFrozen>())
            .Where(slice => slice.Caisse == caisse && slice.Period == Period.Parse(period))];

    static AllocationRunRequested Preview(string caisse, string period) =>
        Run(caisse, period) with { IsPreview = true };

    /// <summary>How many of a household's people the answer to a preview, or the freeze, counts.</summary>
    async Task<int> FrozenAsync(string period, Guid householdId, Guid? previewId) =>
        (await SlicesAsync("montpellier", period)).Last(slice => slice.PreviewId == previewId)
            .Households.Single(household => household.HouseholdId == householdId).Ages.Count;

    async Task<IReadOnlyList<int>> AgesAsync(string period, Guid householdId) =>
        (await SlicesAsync("montpellier", period))[^1].Households
            .Single(household => household.HouseholdId == householdId).Ages;

    static string Described(CompositionFrozen slice) => string.Join(
        ';', slice.Households.Select(one => $"{one.HouseholdId}:{string.Join(',', one.Ages)}"));
}
