using System.Net;
using System.Text.Json;
using Caisse.Contracts.Membership;
using Caisse.Support;
using Dapper;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

public sealed class WaitingListTests(Register register) : IClassFixture<Register>, IAsyncLifetime
{
    const string Applications = $"{Root}/applications";
    const string Admissions = $"{Root}/admissions";

    static readonly object Wait = new { decision = "wait" };

    /// <summary>The tests of this class share a register: whoever waits still is let in first.</summary>
    public Task InitializeAsync() => AdmitAsync(500);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Who_waits_has_their_turn_by_the_date_of_receipt()
    {
        var third = await ApplyAsync(minutes: 3);
        var first = await ApplyAsync(minutes: 1);
        var second = await ApplyAsync(minutes: 2);
        var before = await ListedAsync("received", first);
        foreach (var id in new[] { third, second, first })
        {
            var answer = await DecideAsync(id, Wait);
            Assert.Equal("waiting", answer.GetProperty("state").GetString());
        }

        var page = await register.Coordinator.ReadAsync($"{Applications}?state=waiting&limit=2");
        var rest = await register.Coordinator.ReadAsync(
            $"{Applications}?state=waiting&limit=2&after={page.GetProperty("next").GetString()}");

        Assert.Equal([(first, 1), (second, 2)], Ranks(page));
        Assert.Equal([(third, 3)], Ranks(rest));
        var after = page.GetProperty("items")[0];
        foreach (var kept in new[] { "receivedAt", "consentGivenAt", "consentTextVersion" })
        {
            Assert.Equal(before.GetProperty(kept).GetString(), after.GetProperty(kept).GetString());
        }
        Assert.Equal(JsonValueKind.Null, before.GetProperty("rank").ValueKind);
        Assert.Equal([("application.waiting", "received", "waiting")], await AuditAsync(first));
    }

    [Fact]
    public async Task Who_waits_can_still_be_admitted_or_refused_once()
    {
        var admitted = await WaitAsync(minutes: 1);
        var refused = await WaitAsync(minutes: 2);
        var waits = await WaitAsync(minutes: 3);
        var again = await DecideAsync(waits, Wait, HttpStatusCode.Conflict);
        Assert.Equal("already-waiting", again.ProblemType());

        await DecideAsync(admitted, new { decision = "admit", fromPeriod = "2026-12" });
        await DecideAsync(refused, new { decision = "refuse", reason = "Lives elsewhere." });

        foreach (var decided in new[] { admitted, refused })
        {
            var late = await DecideAsync(decided, Wait, HttpStatusCode.Conflict);
            Assert.Equal("already-decided", late.ProblemType());
        }
        Assert.Equal([(waits, 1)], await RanksAsync());
        Assert.Contains(("application.admitted", "waiting", "admitted"), await AuditAsync(admitted));
        Assert.Contains(("application.refused", "waiting", "refused"), await AuditAsync(refused));
    }

    [Fact]
    public async Task Places_go_to_the_first_of_those_who_wait_each_as_a_household()
    {
        var third = await WaitAsync(minutes: 3);
        var first = await WaitAsync(minutes: 1);
        var second = await WaitAsync(minutes: 2);

        var two = await AdmitAsync(2);

        Assert.Equal((2, 1), (Number(two, "admitted"), Number(two, "waiting")));
        Assert.Equal([first, second], Admitted(two));
        Assert.Equal([(third, 1)], await RanksAsync());
        foreach (var one in two.GetProperty("applications").EnumerateArray())
        {
            var householdId = one.GetProperty("householdId").GetGuid();
            var told = await register.Service.ShouldPublishAsync<HouseholdAdmitted>(
                happened => happened.HouseholdId == householdId);
            Assert.Equal("2026-12", told.FromPeriod.ToString());
            var household = await register.Coordinator.ReadAsync($"{Root}/households/{householdId}", at: Now);
            Assert.Equal(
                told.MemberIds,
                household.GetProperty("members").EnumerateArray().Select(who => who.Id()));
            Assert.Contains(("application.admitted", "waiting", "admitted"), await AuditAsync(one.Id()));
            var listed = await ListedAsync("admitted", one.Id());
            Assert.Equal(householdId, listed.GetProperty("householdId").GetGuid());
        }
        Assert.Equal([third], Admitted(await AdmitAsync(500)));
        var none = await AdmitAsync(1);
        Assert.Equal((0, 0), (Number(none, "admitted"), Number(none, "waiting")));
    }

    [Fact]
    public async Task Two_who_admit_at_once_admit_nobody_twice_and_no_more_than_they_asked()
    {
        var waiting = new List<Guid>();
        for (var minutes = 1; minutes <= 5; minutes++)
        {
            waiting.Add(await WaitAsync(minutes));
        }

        var answers = await register.SendTwoAtOnceAsync(
            "select state from application where application_id = @id for update", waiting[0],
            () => register.Coordinator.SendJsonAsync(HttpMethod.Post, Admissions, Places(2), at: Now));

        var admitted = new List<Guid>();
        foreach (var answer in answers)
        {
            var two = await answer.ShouldBeAsync(HttpStatusCode.OK);
            Assert.Equal(2, Number(two, "admitted"));
            admitted.AddRange(Admitted(two));
        }
        Assert.Equal(waiting.Take(4), admitted.Order(Comparer<Guid>.Create(
            (one, other) => waiting.IndexOf(one).CompareTo(waiting.IndexOf(other)))));
        Assert.Equal([(waiting[4], 1)], await RanksAsync());
    }

    [Fact]
    public async Task A_request_that_is_repeated_with_its_key_admits_once()
    {
        var first = await WaitAsync(minutes: 1);
        var second = await WaitAsync(minutes: 2);
        var key = Guid.CreateVersion7().ToString();

        var once = await AdmitAsync(1, key);
        var again = await AdmitAsync(1, key);

        Assert.Equal([first], Admitted(once));
        Assert.Equal(once.GetRawText(), again.GetRawText());
        await register.Coordinator.PostAsync(
            Admissions, Places(2), HttpStatusCode.UnprocessableEntity, key, Now);
        Assert.Equal([(second, 1)], await RanksAsync());
    }

    [Fact]
    public async Task Who_waits_is_warned_of_like_anyone_and_the_admission_says_so()
    {
        var first = await WaitAsync(minutes: 1, "Zita");
        var second = await WaitAsync(minutes: 2, "Zita");

        var admitted = (await AdmitAsync(1)).GetProperty("applications")[0];

        Assert.Contains(("same-person", "", second.ToString()), Warnings(admitted));
        var householdId = admitted.GetProperty("householdId").ToString();
        Assert.Contains(("same-person", householdId, ""), Warnings(await ListedAsync("waiting", second)));
        var single = await DecideAsync(second, new { decision = "admit", fromPeriod = "2026-12" });
        Assert.Contains(("same-person", householdId, ""), Warnings(single));
        Assert.Equal(first, admitted.Id());
    }

    [Fact]
    public async Task A_request_that_makes_no_sense_admits_nobody()
    {
        var waits = await WaitAsync(minutes: 1);
        object[] bad =
        [
            new { places = 0, fromPeriod = "2026-12" }, new { places = 501, fromPeriod = "2026-12" },
            new { places = -1, fromPeriod = "2026-12" }, new { places = 1, fromPeriod = "0001-01" },
            new { places = 1 }, new { fromPeriod = "2026-12" },
        ];
        foreach (var request in bad)
        {
            await register.Coordinator.PostAsync(Admissions, request, HttpStatusCode.BadRequest, at: Now);
        }
        foreach (var with in new object[]
        {
            new { decision = "wait", reason = "x" }, new { decision = "wait", fromPeriod = "2026-12" },
        })
        {
            await DecideAsync(waits, with, HttpStatusCode.BadRequest);
        }
        Assert.Equal([(waits, 1)], await RanksAsync());
    }

    async Task<Guid> ApplyAsync(int minutes, string firstName = "Anaïs") =>
        (await register.Anyone.PostAsync(
            Applications, Application(Named(firstName, "1990-05-05")), at: Now.AddMinutes(minutes))).Id();

    async Task<Guid> WaitAsync(int minutes, string firstName = "Anaïs")
    {
        var id = await ApplyAsync(minutes, firstName);
        await DecideAsync(id, Wait);
        return id;
    }

    Task<JsonElement> DecideAsync(
        Guid id, object decision, HttpStatusCode expected = HttpStatusCode.OK) =>
        register.Coordinator.PostAsync($"{Applications}/{id}/admission", decision, expected, at: Now);

    Task<JsonElement> AdmitAsync(int places, string? key = null) =>
        register.Coordinator.PostAsync(Admissions, Places(places), HttpStatusCode.OK, key, Now);

    static object Places(int places) => new { places, fromPeriod = "2026-12" };

    async Task<JsonElement> ListedAsync(string state, Guid id) =>
        (await register.Coordinator.ReadAsync($"{Applications}?state={state}&limit=500"))
            .GetProperty("items").EnumerateArray().Single(item => item.Id() == id);

    async Task<IEnumerable<(Guid, int)>> RanksAsync() =>
        Ranks(await register.Coordinator.ReadAsync($"{Applications}?state=waiting&limit=500"));

    static IEnumerable<(Guid, int)> Ranks(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(item => (item.Id(), Number(item, "rank")));

    static IEnumerable<Guid> Admitted(JsonElement answer) =>
        answer.GetProperty("applications").EnumerateArray().Select(one => one.Id());

    static int Number(JsonElement answer, string name) => answer.GetProperty(name).GetInt32();

    static IEnumerable<(string?, string, string)> Warnings(JsonElement answer) =>
        answer.GetProperty("warnings").EnumerateArray().Select(warning => (
            warning.GetProperty("kind").GetString(), warning.GetProperty("householdId").ToString(),
            warning.GetProperty("applicationId").ToString()));

    async Task<IEnumerable<(string, string, string)>> AuditAsync(Guid applicationId)
    {
        await using var connection = await register.Service.Database.OpenConnectionAsync();
        return await connection.QueryAsync<(string, string, string)>(
            """
            select action, before ->> 'state', after ->> 'state' from audit
            where subject = @subject order by audit_id
            """, new { subject = applicationId.ToString() });
    }
}
