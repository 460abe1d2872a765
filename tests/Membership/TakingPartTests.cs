using System.Net;
using System.Text.Json;
using Caisse.Membership.Domain;
using Caisse.Support;
using FsCheck;
using FsCheck.Fluent;
using static Caisse.Membership.Tests.Register;
using Check = Caisse.ServiceDefaults.Check;

namespace Caisse.Membership.Tests;

public sealed class TakingPartTests(Register register) : IClassFixture<Register>
{
    const string Participations = $"{Root}/participations";

    [Fact]
    public async Task Who_took_part_is_listed_by_member_household_and_kind()
    {
        var household = await register.EnrolAsync("2026-11", Anais, Emile);
        var (anais, emile) = (Member(household, 0), Member(household, 1));
        var meeting = await RecordAsync(anais, "meeting", hours: 2.5m);
        var board = await RecordAsync(emile, "board");
        Assert.Equal(household.Id(), meeting.GetProperty("householdId").GetGuid());

        var listed = Assert.Single(await ListAsync($"memberId={anais}"));
        Assert.Equal(
            ("meeting", 2.5m, "2026-11-20", "Assemblée"),
            (listed.GetProperty("kind").GetString(), listed.GetProperty("hours").GetDecimal(),
                listed.GetProperty("on").GetString(), listed.GetProperty("event").GetString()));
        Assert.Equal(
            [meeting.Id(), board.Id()],
            (await ListAsync($"householdId={household.Id()}")).Select(one => one.Id()));
        var one = Assert.Single(await ListAsync($"householdId={household.Id()}&kind=board"));
        Assert.Equal(JsonValueKind.Null, one.GetProperty("hours").ValueKind);
    }

    [Fact]
    public async Task A_member_reads_their_own_and_nobody_elses()
    {
        var household = await register.EnrolAsync("2026-11", Anais, Emile);
        var mine = await RecordAsync(Member(household, 0), "training");
        await RecordAsync(Member(household, 1), "training");
        using var member = register.Service.ClientWith(
            TestIdentity.Token(["montpellier:member"], memberId: Member(household, 0)));
        var page = await member.ReadAsync(Participations);
        Assert.Equal(mine.Id(), Assert.Single(page.GetProperty("items").EnumerateArray()).Id());
        var other = await member.ReadAsync($"{Participations}?memberId={Member(household, 1)}");
        Assert.Equal(0, other.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Who_took_part_did_so_for_the_household_where_they_lived_that_day()
    {
        var home = await register.EnrolAsync("2026-10", Anais, Emile);
        var emile = Member(home, 1);
        var formed = (await register.Coordinator.PostAsync(
            $"{Root}/households/{home.Id()}/split",
            new
            {
                members = new[] { emile }, on = "2026-12-01", address = Register.Address,
                contact = Register.Contact,
            },
            at: Now)).Id();
        var fifth = new DateTimeOffset(2026, 12, 5, 10, 0, 0, TimeSpan.Zero);
        foreach (var (on, household) in new[] { ("2026-11-10", home.Id()), ("2026-12-01", formed) })
        {
            var recorded = await register.Coordinator.PostAsync(
                Participations, new { memberId = emile, kind = "volunteering", on, @event = "Marché" },
                at: fifth);
            Assert.Equal(household, recorded.GetProperty("householdId").GetGuid());
        }
    }

    [Fact]
    public async Task A_request_repeated_under_its_key_is_recorded_once()
    {
        var anais = Member(await register.EnrolAsync("2026-11", Anais), 0);
        var first = await RecordAsync(anais, "outreach", key: "stall");
        var second = await RecordAsync(anais, "outreach", key: "stall");
        Assert.Equal(first.Id(), second.Id());
        Assert.Single(await ListAsync($"memberId={anais}"));
    }

    [Fact]
    public async Task What_is_withdrawn_counts_no_more_and_is_withdrawn_once()
    {
        var anais = Member(await register.EnrolAsync("2026-11", Anais), 0);
        var recorded = await RecordAsync(anais, "board");
        foreach (var expected in new[] { HttpStatusCode.OK, HttpStatusCode.NotFound })
        {
            using var response = await register.Coordinator.SendJsonAsync(
                HttpMethod.Delete, $"{Participations}/{recorded.Id()}");
            await response.ShouldBeAsync(expected);
        }
        Assert.Empty(await ListAsync($"memberId={anais}"));
    }

    [Theory]
    [InlineData("sleeping", "2026-11-20", 1)]
    [InlineData("meeting", "2026-11-22", 1)]
    [InlineData("meeting", "1999-12-31", 1)]
    [InlineData("meeting", "2026-11-20", 0)]
    [InlineData("meeting", "2026-11-20", -1)]
    [InlineData("meeting", "2026-11-20", 48.5)]
    [InlineData("meeting", "2026-11-20", 0.001)]
    [InlineData("meeting", "2026-11-20", 1e27)]
    public async Task What_cannot_have_been_is_refused(string kind, string on, decimal hours)
    {
        var memberId = Member(await register.EnrolAsync("2026-11", Anais), 0);
        await register.Coordinator.PostAsync(
            Participations, new { memberId, kind, on, hours, @event = "x" }, HttpStatusCode.BadRequest,
            at: Now);
        Assert.Empty(await ListAsync($"memberId={memberId}"));
    }

    [Fact]
    public async Task Nobody_takes_part_whom_the_fund_does_not_know() =>
        await register.Coordinator.PostAsync(
            Participations,
            new { memberId = Guid.CreateVersion7(), kind = "board", on = "2026-11-20", @event = "x" },
            HttpStatusCode.NotFound, at: Now);

    [Fact]
    public async Task The_summary_says_what_share_of_the_households_takes_part_how()
    {
        using var nantes = register.Service.Client("nantes:coordinator");
        var households = new List<JsonElement>();
        foreach (var fromPeriod in new[] { "2026-01", "2026-01", "2026-01", "2026-12" })
        {
            households.Add(await nantes.PostAsync(
                "/v1/caisses/nantes/households", Enrolment(fromPeriod, Anais, Emile), at: Now));
        }
        (int Household, int Member, string Kind, decimal? Hours, string On)[] participations =
        [
            (0, 0, "volunteering", 1.25m, "2026-03-01"), (0, 0, "volunteering", 2, "2026-03-31"),
            (0, 1, "volunteering", null, "2026-03-15"), (1, 0, "volunteering", 0.5m, "2026-03-15"),
            (1, 0, "meeting", 2, "2026-03-15"), (2, 0, "meeting", 2, "2026-04-01"),
        ];
        foreach (var (household, member, kind, hours, on) in participations)
        {
            await nantes.PostAsync(
                "/v1/caisses/nantes/participations",
                new { memberId = Member(households[household], member), kind, hours, on, @event = "x" },
                at: Now);
        }

        var summary = await nantes.ReadAsync(
            "/v1/caisses/nantes/participations/summary?from=2026-03-01&to=2026-03-31");

        Assert.Equal((3, 2, 6666), (
            summary.GetProperty("households").GetInt32(),
            summary.GetProperty("participatingHouseholds").GetInt32(),
            summary.GetProperty("shareBasisPoints").GetInt32()));
        var kinds = summary.GetProperty("kinds").EnumerateArray().ToDictionary(
            kind => kind.GetProperty("kind").GetString()!);
        Assert.Equal(Participation.Kinds, kinds.Keys);
        Assert.Equal((4, 3, 2, 6666, 3.75m), Figures(kinds["volunteering"]));
        Assert.Equal((1, 1, 1, 3333, 2m), Figures(kinds["meeting"]));
        Assert.Equal((0, 0, 0, 0, 0m), Figures(kinds["board"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?from=2026-01-01")]
    [InlineData("?from=2026-02-01&to=2026-01-31")]
    [InlineData("?from=2000-01-01&to=2199-12-31")]
    [InlineData("?from=0001-01-01&to=0001-01-01")]
    public async Task A_summary_of_no_days_or_too_many_is_refused(string query) =>
        await register.Coordinator.ReadAsync($"{Participations}/summary{query}", HttpStatusCode.BadRequest);

    [Fact]
    public void Minutes_come_back_as_the_hours_that_were_written() =>
        Prop.ForAll<int>(number =>
        {
            // Steps of three minutes, which two decimals of an hour can say.
            var minutes = Math.Abs(number % (Participation.MostMinutes / 3)) * 3;
            var check = new Check();
            var read = Participation.Minutes(check, Participation.Hours(minutes), "hours");
            return minutes == 0 ? check.Problem is not null : read == minutes && check.Problem is null;
        }).QuickCheckThrowOnFailure();

    static (int, int, int, int, decimal) Figures(JsonElement kind) => (
        kind.GetProperty("participations").GetInt32(), kind.GetProperty("members").GetInt32(),
        kind.GetProperty("households").GetInt32(), kind.GetProperty("shareBasisPoints").GetInt32(),
        kind.GetProperty("hours").GetDecimal());

    static Guid Member(JsonElement household, int position) =>
        household.GetProperty("memberIds")[position].GetGuid();

    Task<JsonElement> RecordAsync(Guid memberId, string kind, decimal? hours = null, string? key = null) =>
        register.Coordinator.PostAsync(
            Participations, new { memberId, kind, on = "2026-11-20", @event = "Assemblée", hours }, key: key,
            at: Now);

    async Task<List<JsonElement>> ListAsync(string query) =>
        [.. (await register.Coordinator.ReadAsync($"{Participations}?{query}"))
            .GetProperty("items").EnumerateArray()];
}
