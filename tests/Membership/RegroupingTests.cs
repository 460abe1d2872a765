using System.Net;
using System.Text.Json;
using Caisse.Contracts;
using Caisse.Contracts.Membership;
using Caisse.Support;
using Dapper;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

/// <summary>Households that split and merge, as the register holds and tells it.</summary>
public sealed class RegroupingTests(Register register) : IClassFixture<Register>
{
    const string Households = $"{Root}/households";
    const string MidDecember = "2026-12-15";

    static readonly DateTimeOffset December = new(2026, 12, 20, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Who_leaves_forms_a_household_and_keeps_their_id_and_past()
    {
        var (home, people) = await HomeAsync("2026-11", Anais, Emile, Named("Zoé", "2020-05-05"));
        await register.Service.HearAsync(Run("montpellier", "2026-12", Now));
        var split = await SplitAsync(home, [people[1]], MidDecember);
        var formed = split.Id();

        Assert.Equal([41, 36, 6], await AgesAsync(home, "2026-12-14"));
        Assert.Equal([36, 6], await AgesAsync(home, MidDecember));
        Assert.Empty(await AgesAsync(formed, "2026-12-14"));
        Assert.Equal([41], await AgesAsync(formed, MidDecember));
        // The period that was frozen before counts as it did; the next counts each where they live then.
        Assert.Equal(3, await FrozenAsync("2026-12", home));
        Assert.Equal(0, await FrozenAsync("2026-12", formed));
        await register.Service.HearAsync(Run("montpellier", "2027-01", December));
        Assert.Equal((2, 1), (await FrozenAsync("2027-01", home), await FrozenAsync("2027-01", formed)));

        var admitted = await register.Service.ShouldPublishAsync<HouseholdAdmitted>(
            one => one.HouseholdId == formed);
        Assert.Equal((people[1], Period.Parse("2026-12")), (admitted.MemberIds[0], admitted.FromPeriod));
        var changed = (await register.Service.PublishedAsync<HouseholdChanged>())
            .Single(one => one.HouseholdId == home);
        Assert.Equal((2, 2), (changed.Version, changed.MemberIds.Count));
        var told = await register.Service.ShouldPublishAsync<HouseholdSplit>(
            one => one.HouseholdId == home);
        Assert.Equal((formed, 3, 2), (told.NewHouseholdId, told.People, told.Version));
        Assert.Null(told.ShareCents);
        Assert.Equal([people[1]], told.LeavingMemberIds);
        Assert.Contains("household.split", await AuditedAsync(home));
        var found = await register.Coordinator.ReadAsync($"{Households}?q=vieux-port&limit=500");
        Assert.Contains(found.GetProperty("items").EnumerateArray(), one => one.Id() == formed);
    }

    [Fact]
    public async Task What_cannot_be_split_is_named_and_changes_nothing()
    {
        var (home, people) = await HomeAsync("2026-11", Anais, Emile);
        var all = await SplitAsync(home, people, MidDecember, HttpStatusCode.Conflict);
        Assert.Equal(("nobody-stays", 2), (all.ProblemType(), all.GetProperty("people").GetInt32()));
        await SplitAsync(home, [], MidDecember, HttpStatusCode.BadRequest);
        await SplitAsync(home, [people[0], people[0]], MidDecember, HttpStatusCode.BadRequest);
        await SplitAsync(home, [people[0]], "2027-01-02", HttpStatusCode.BadRequest);
        await SplitAsync(home, [Guid.CreateVersion7()], MidDecember, HttpStatusCode.NotFound);
        await SplitAsync(Guid.CreateVersion7(), [people[0]], MidDecember, HttpStatusCode.NotFound);
        var early = await SplitAsync(home, [people[0]], "2026-11-01", HttpStatusCode.UnprocessableEntity);
        Assert.Equal("2026-11-01", early.GetProperty("joinedOn").GetString());
        await register.Coordinator.PostAsync(
            $"{Households}/{home}/members/{people[0]}/departure", new { leftOn = "2026-12-01" },
            HttpStatusCode.OK, at: December);
        var gone = await SplitAsync(home, [people[0]], MidDecember, HttpStatusCode.Conflict);
        Assert.Equal("already-left", gone.ProblemType());
        Assert.DoesNotContain(
            await register.Service.PublishedAsync<HouseholdSplit>(), one => one.HouseholdId == home);
    }

    [Fact]
    public async Task A_split_sent_twice_with_its_key_happens_once_and_without_it_finds_nobody()
    {
        var (home, people) = await HomeAsync("2026-11", Anais, Emile);
        var key = Guid.NewGuid().ToString();
        var first = await SplitAsync(home, [people[1]], MidDecember, key: key);
        var again = await SplitAsync(home, [people[1]], MidDecember, key: key);
        Assert.Equal(first.Id(), again.Id());
        await SplitAsync(home, [people[1]], MidDecember, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task All_of_a_household_move_in_with_another_and_theirs_leaves_the_fund()
    {
        var (left, (one, other)) = await PairAsync("2026-11");
        var (home, people) = await HomeAsync("2026-11", Named("Zoé", "2020-05-05"));
        var merged = await MergeAsync(left, home, MidDecember);

        Assert.Equal("2026-12", merged.GetProperty("lastPeriod").GetString());
        Assert.Equal([41, 36], await AgesAsync(left, "2026-12-14"));
        Assert.Empty(await AgesAsync(left, MidDecember));
        Assert.Equal([6], await AgesAsync(home, "2026-12-14"));
        Assert.Equal([41, 36, 6], await AgesAsync(home, MidDecember));
        var read = await register.Coordinator.ReadAsync($"{Households}/{left}");
        Assert.Equal(
            ("departed", home),
            (read.GetProperty("state").GetString(), read.GetProperty("mergedInto").GetGuid()));

        var told = await register.Service.ShouldPublishAsync<HouseholdsMerged>(
            happened => happened.HouseholdId == left);
        var departed = await register.Service.ShouldPublishAsync<HouseholdDeparted>(
            happened => happened.HouseholdId == left);
        Assert.Equal((home, departed.Version), (told.IntoHouseholdId, told.Version));
        var changed = (await register.Service.PublishedAsync<HouseholdChanged>())
            .Single(happened => happened.HouseholdId == home);
        Assert.Equal(new[] { one, other, people[0] }.Order(), changed.MemberIds.Order());
        Assert.Contains("household.merged", await AuditedAsync(left));
    }

    [Fact]
    public async Task What_cannot_be_merged_is_named()
    {
        var (left, _) = await PairAsync("2026-11");
        var (home, _) = await HomeAsync("2026-11", Anais);
        var (late, _) = await HomeAsync("2027-01", Emile);
        await MergeAsync(left, left, MidDecember, HttpStatusCode.BadRequest);
        await MergeAsync(left, Guid.CreateVersion7(), MidDecember, HttpStatusCode.NotFound);
        var before = await MergeAsync(left, late, MidDecember, HttpStatusCode.Conflict);
        Assert.Equal("merge-before-admission", before.ProblemType());
        using var nantes = register.Service.Client("nantes:coordinator");
        await nantes.PostAsync(
            $"/v1/caisses/nantes/households/{left}/merge", new { into = home, on = MidDecember },
            HttpStatusCode.NotFound, at: December);
        await MergeAsync(left, home, MidDecember);
        var twice = await MergeAsync(left, home, MidDecember, HttpStatusCode.Conflict);
        Assert.Equal("household-departed", twice.ProblemType());
        var back = await MergeAsync(home, left, MidDecember, HttpStatusCode.Conflict);
        Assert.Equal(
            ("household-departed", left), (back.ProblemType(), back.GetProperty("householdId").GetGuid()));
    }

    [Fact]
    public async Task Two_that_merge_into_each_other_at_once_take_turns()
    {
        var (one, _) = await PairAsync("2026-11");
        var (other, _) = await PairAsync("2026-11");
        var answers = await Task.WhenAll(SendMergeAsync(one, other), SendMergeAsync(other, one));
        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Conflict],
            answers.Select(answer => answer.StatusCode).Order());
    }

    [Fact]
    public async Task Delegates_stay_at_a_split_and_end_at_a_merge()
    {
        var (left, (one, other)) = await PairAsync("2026-11");
        var (home, _) = await HomeAsync("2026-11", Named("Zoé", "2020-05-05"));
        await DelegateAsync(left, new { person = new { firstName = "Rose", lastName = "Petit" } });
        await DelegateAsync(home, new { memberId = one });
        var formed = (await SplitAsync(left, [other], MidDecember)).Id();
        Assert.Equal((1, 0), (await DelegatesAsync(left), await DelegatesAsync(formed)));

        await MergeAsync(left, home, "2026-12-16");
        Assert.Equal((0, 0), (await DelegatesAsync(left), await DelegatesAsync(home)));
        foreach (var household in new[] { left, home })
        {
            Assert.Empty((await register.Service.PublishedAsync<HouseholdDelegatesChanged>())
                .Where(told => told.HouseholdId == household).MaxBy(told => told.Version)!.DelegateIds);
        }
    }

    [Fact]
    public async Task A_person_who_came_back_is_read_once_and_a_household_nobody_knows_is_forgotten()
    {
        var (home, people) = await HomeAsync("2026-11", Anais, Emile);
        var formed = (await SplitAsync(home, [people[1]], "2026-12-05")).Id();
        await MergeAsync(formed, home, "2026-12-10");
        Assert.Equal([41, 36], await AgesAsync(home, "2026-12-04"));
        Assert.Equal([36], await AgesAsync(home, "2026-12-07"));
        Assert.Equal([41, 36], await AgesAsync(home, "2026-12-10"));
        Assert.Equal([41], await AgesAsync(formed, "2026-12-07"));

        await register.Coordinator.PostAsync(
            $"{Households}/{home}/departure", new { lastPeriod = "2026-12", reason = "Moves away." },
            HttpStatusCode.OK, at: December);
        foreach (var person in people)
        {
            await register.Coordinator.PostAsync(
                $"{Root}/members/{person}/erasure", null, HttpStatusCode.OK, at: December.AddMonths(1));
        }
        var erased = (await register.Service.PublishedAsync<MemberErased>())
            .Where(told => people.Contains(told.MemberId)).SelectMany(told => told.HouseholdIds);
        Assert.Equal(new[] { home, formed }.Order(), erased.Order());
    }

    [Fact]
    public async Task An_export_asks_for_what_a_person_brought_along_and_not_for_what_they_left_to_others()
    {
        var (home, people) = await HomeAsync("2026-11", Anais, Emile);
        var formed = (await SplitAsync(home, [people[1]], "2026-12-05")).Id();
        var (other, _) = await HomeAsync("2026-11", Named("Zoé", "2020-05-05"));
        await MergeAsync(formed, other, "2026-12-10");
        await register.Coordinator.PostAsync(
            $"{Root}/members/{people[1]}/export", null, HttpStatusCode.Accepted, at: December);
        var asked = await register.Service.ShouldPublishAsync<PersonalDataRequested>(
            told => told.MemberId == people[1]);
        Assert.Equal(new[] { formed, other }.Order(), asked.HouseholdIds.Order());
    }

    async Task<(Guid Id, Guid[] People)> HomeAsync(string fromPeriod, params object[] people)
    {
        var enrolled = await register.EnrolAsync(fromPeriod, people);
        return (enrolled.Id(),
            [.. enrolled.GetProperty("memberIds").EnumerateArray().Select(id => id.GetGuid())]);
    }

    async Task<(Guid Id, (Guid One, Guid Other) People)> PairAsync(string fromPeriod)
    {
        var (id, people) = await HomeAsync(fromPeriod, Anais, Emile);
        return (id, (people[0], people[1]));
    }

    Task<JsonElement> SplitAsync(
        Guid household, Guid[] members, string on, HttpStatusCode expected = HttpStatusCode.Created,
        string? key = null) =>
        register.Coordinator.PostAsync(
            $"{Households}/{household}/split",
            new
            {
                members, on, contact = Contact,
                address = new { street = "3 quai du Vieux-Port", postalCode = "34000", city = "Montpellier" },
            },
            expected, key, December);

    Task<JsonElement> MergeAsync(
        Guid household, Guid into, string on, HttpStatusCode expected = HttpStatusCode.OK) =>
        register.Coordinator.PostAsync(
            $"{Households}/{household}/merge", new { into, on }, expected, at: December);

    Task<HttpResponseMessage> SendMergeAsync(Guid household, Guid into) =>
        register.Coordinator.SendJsonAsync(
            HttpMethod.Post, $"{Households}/{household}/merge", new { into, on = MidDecember }, at: December);

    Task<JsonElement> DelegateAsync(Guid household, object who) => register.Coordinator.PostAsync(
        $"{Households}/{household}/delegates", who, HttpStatusCode.Created, at: Now);

    async Task<int> DelegatesAsync(Guid household) =>
        (await register.Coordinator.ReadAsync($"{Households}/{household}/delegates"))
            .GetProperty("items").GetArrayLength();

    async Task<IReadOnlyList<int>> AgesAsync(Guid household, string on) =>
        Ages(await register.Coordinator.ReadAsync($"{Households}/{household}?on={on}", at: Now));

    async Task<int> FrozenAsync(string period, Guid household)
    {
        await using var connection = await register.Service.Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int>(
            """
            select coalesce(sum(cardinality(ages)), 0) from frozen_household
            where household_id = @household and period = @day
            """, new { household, day = Period.Parse(period).FirstDay });
    }

    async Task<IReadOnlyList<string>> AuditedAsync(Guid household)
    {
        await using var connection = await register.Service.Database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<string>(
            "select action from audit where subject = @Subject", new { Subject = household.ToString() })];
    }
}
