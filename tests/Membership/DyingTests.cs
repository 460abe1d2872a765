using System.Net;
using System.Text.Json;
using Caisse.Contracts.Membership;
using Caisse.Support;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

/// <summary>What ends when someone dies.</summary>
public sealed class DyingTests(Register register) : IClassFixture<Register>
{
    const string Households = $"{Root}/households";

    static readonly DateTimeOffset January = new(2027, 1, 20, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Who_dies_is_nobodys_delegate_any_more_and_their_household_goes_on()
    {
        var (home, people) = await HomeAsync(Anais, Emile);
        var (neighbour, _) = await HomeAsync(Named("Zoé", "2000-05-05"));
        await register.Coordinator.PostAsync(
            $"{Households}/{neighbour}/delegates", new { memberId = people[0] }, at: January);
        var left = await LeaveAsync(home, people[0], "2027-01-10", "death");
        Assert.Equal("death", left.GetProperty("reason").GetString());

        var told = await register.Service.ShouldPublishAsync<MemberDied>(
            died => died.MemberId == people[0]);
        Assert.Equal((home, new DateOnly(2027, 1, 10)), (told.HouseholdId, told.DiedOn));
        var delegates = (await register.Service.PublishedAsync<HouseholdDelegatesChanged>())
            .Where(changed => changed.HouseholdId == neighbour).MaxBy(changed => changed.Version)!;
        Assert.Empty(delegates.DelegateIds);
        Assert.Equal("active", await StateAsync(home));
        Assert.DoesNotContain(await DepartedAsync(), one => one.HouseholdId == home);
    }

    [Fact]
    public async Task With_its_last_person_a_household_leaves_the_fund_and_not_when_they_moved()
    {
        var (home, people) = await HomeAsync(Anais, Emile);
        await LeaveAsync(home, people[1], "2027-01-15", "moved_out");
        var left = await LeaveAsync(home, people[0], "2026-12-31", "death");
        var departed = Assert.Single(await DepartedAsync(), one => one.HouseholdId == home);
        Assert.Equal("2027-01", departed.LastPeriod.ToString());
        Assert.Equal(departed.Version, left.GetProperty("version").GetInt64());
        Assert.Equal("departed", await StateAsync(home));

        var (empty, movers) = await HomeAsync(Anais);
        await LeaveAsync(empty, movers[0], "2027-01-15", null);
        Assert.Equal("active", await StateAsync(empty));
        Assert.DoesNotContain(
            await register.Service.PublishedAsync<MemberDied>(), died => died.MemberId == movers[0]);
    }

    [Theory]
    [InlineData("2027-12-31", "2027-01-10")]
    [InlineData("2026-12-05", "2026-12-05")]
    public async Task Who_dies_after_their_departure_was_recorded_has_no_rights_left_either(
        string leftOn, string lastDay)
    {
        var (home, people) = await HomeAsync(Anais, Emile);
        var (neighbour, _) = await HomeAsync(Named("Zoé", "2000-05-05"));
        await register.Coordinator.PostAsync(
            $"{Households}/{neighbour}/delegates", new { memberId = people[0] }, at: January);
        await LeaveAsync(home, people[0], leftOn, "moved_out");

        var died = await LeaveAsync(home, people[0], "2027-01-10", "death");

        Assert.Equal(lastDay, died.GetProperty("leftOn").GetString());
        var told = await register.Service.ShouldPublishAsync<MemberDied>(one => one.MemberId == people[0]);
        Assert.Equal((home, new DateOnly(2027, 1, 10)), (told.HouseholdId, told.DiedOn));
        Assert.Empty(await DelegatesAsync(neighbour));
        Assert.Equal("active", await StateAsync(home));
        await LeaveAsync(home, people[0], "2027-01-10", "death", HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Nobody_spends_for_a_household_whose_last_person_has_died()
    {
        var (home, people) = await HomeAsync(Anais, Emile);
        await register.Coordinator.PostAsync(
            $"{Households}/{home}/delegates",
            new { person = new { firstName = "Rose", lastName = "Petit" } }, at: January);
        await LeaveAsync(home, people[0], "2027-01-09", "death");
        Assert.Single(await DelegatesAsync(home));

        var died = await LeaveAsync(home, people[1], "2027-01-10", "death");

        Assert.Empty(await DelegatesAsync(home));
        Assert.Equal("departed", await StateAsync(home));
        Assert.Equal(
            (await register.Service.PublishedAsync<HouseholdDelegatesChanged>())
                .Where(changed => changed.HouseholdId == home).Max(changed => changed.Version),
            died.GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task A_death_is_not_announced_and_a_reason_is_one_of_three()
    {
        var (home, people) = await HomeAsync(Anais, Emile);
        await LeaveAsync(home, people[0], "2027-01-21", "death", HttpStatusCode.BadRequest);
        await LeaveAsync(home, people[0], "2027-01-10", "gone", HttpStatusCode.BadRequest);
        await LeaveAsync(home, people[0], "2027-01-10", "death");
        await LeaveAsync(home, people[0], "2027-01-10", "death", HttpStatusCode.Conflict);
        Assert.Single(
            await register.Service.PublishedAsync<MemberDied>(), died => died.MemberId == people[0]);
    }

    async Task<(Guid Id, Guid[] People)> HomeAsync(params object[] people)
    {
        var enrolled = await register.EnrolAsync("2026-11", people);
        return (enrolled.Id(),
            [.. enrolled.GetProperty("memberIds").EnumerateArray().Select(id => id.GetGuid())]);
    }

    Task<JsonElement> LeaveAsync(
        Guid household, Guid member, string leftOn, string? reason,
        HttpStatusCode expected = HttpStatusCode.OK) =>
        register.Coordinator.PostAsync(
            $"{Households}/{household}/members/{member}/departure",
            reason is null ? new { leftOn } : (object)new { leftOn, reason }, expected, at: January);

    async Task<string> StateAsync(Guid household) =>
        (await register.Coordinator.ReadAsync($"{Households}/{household}")).GetProperty("state").GetString()!;

    async Task<IReadOnlyList<Guid>> DelegatesAsync(Guid household) =>
        (await register.Service.PublishedAsync<HouseholdDelegatesChanged>())
            .Where(changed => changed.HouseholdId == household).MaxBy(changed => changed.Version)!.DelegateIds;

    Task<IReadOnlyList<HouseholdDeparted>> DepartedAsync() =>
        register.Service.PublishedAsync<HouseholdDeparted>();
}
