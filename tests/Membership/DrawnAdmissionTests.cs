using System.Net;
using System.Text.Json;
using Caisse.Contracts.Membership;
using Caisse.Support;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

public sealed class DrawnAdmissionTests(Register register) : IClassFixture<Register>
{
    /// <summary>Applicants of a test: the application that names each.</summary>
    readonly Dictionary<Guid, Guid> applicationOf = [];

    [Fact]
    public async Task Applicants_who_are_drawn_come_in_and_the_others_go_on_waiting()
    {
        // Of ten, five are in: whoever draws six finds some of each.
        var campaign = await Campaign.WithCandidatesAsync(register, 5);
        for (var number = 5; number < 10; number++)
        {
            await StandAsync(campaign, number, number % 2 == 0 ? "waiting" : "received");
        }
        var stateBefore = new Dictionary<Guid, string?>();
        foreach (var application in applicationOf.Values)
        {
            stateBefore[application] = (await ListedAsync(application)).GetProperty("state").GetString();
        }
        Assert.Equal(2, stateBefore.Values.Count(state => state == "waiting"));
        var early = await AdmitAsync(campaign, HttpStatusCode.Conflict);
        Assert.Equal("not-drawn", early.ProblemType());
        var drawId = (await campaign.DrawWholeAsync()).Id();
        var holders = await HoldersAsync(drawId);
        var drawn = holders.Where(applicationOf.ContainsKey).Select(person => applicationOf[person]).ToList();
        var enrolled = holders.Where(person => !applicationOf.ContainsKey(person)).ToList();

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => AdmitAsync(campaign)));

        var first = Assert.Single(answers, answer => answer.GetProperty("admitted").GetInt32() > 0);
        Assert.Equal(drawn.Order(), Admitted(first).Keys.Order());
        Assert.Equal(
            enrolled.Select(person => (person, "already-in-register")).Order(), Skipped(first).Order());
        Assert.All(answers.Where(answer => Admitted(answer).Count == 0), answer => Assert.Equal(
            holders.Select(person => (
                person, applicationOf.ContainsKey(person) ? "already-admitted" : "already-in-register")),
            Skipped(answer)));
        foreach (var (person, application) in applicationOf)
        {
            var listed = await ListedAsync(application);
            Assert.Equal(
                drawn.Contains(application) ? "admitted" : stateBefore[application],
                listed.GetProperty("state").GetString());
            Assert.Equal(drawn.Contains(application) ? 1 : 0, await HouseholdsOfAsync(person));
        }
    }

    [Fact]
    public async Task Asked_again_it_admits_only_who_has_succeeded_since()
    {
        var campaign = await Campaign.OpenAsync(
            register, Campaign.Opening(seats: 4, quotas: Campaign.Quotas(4, old: 0)));
        for (var number = 0; number < 12; number++)
        {
            await StandAsync(campaign, number, "received");
        }
        var drawId = (await campaign.DrawWholeAsync()).Id();
        var drawn = await HoldersAsync(drawId);
        await ReplaceAsync(drawId, seat: 0);
        var seated = await HoldersAsync(drawId);
        Assert.NotEqual(drawn[0], seated[0]);

        var first = await AdmitAsync(campaign);
        await ReplaceAsync(drawId, seat: 1);
        var successor = (await HoldersAsync(drawId))[1];
        var kept = applicationOf[seated[2]];
        var second = await AdmitAsync(campaign);

        Assert.Equal(seated.Select(person => applicationOf[person]).Order(), Admitted(first).Keys.Order());
        Assert.Equal([applicationOf[successor]], Admitted(second).Keys);
        Assert.Equal(3, Skipped(second).Count(skipped => skipped.Reason == "already-admitted"));
        var replaced = await ListedAsync(applicationOf[drawn[0]]);
        Assert.Equal("received", replaced.GetProperty("state").GetString());
        Assert.Equal(
            Admitted(first)[kept],
            second.GetProperty("skipped").EnumerateArray()
                .Single(one => one.GetProperty("applicationId").GetGuid() == kept)
                .GetProperty("householdId").GetGuid());
    }

    [Fact]
    public async Task Who_was_refused_after_the_draw_is_named_and_stays_out()
    {
        var campaign = await Campaign.OpenAsync(
            register, Campaign.Opening(seats: 2, quotas: Campaign.Quotas(2, old: 0)));
        for (var number = 0; number < 4; number++)
        {
            await StandAsync(campaign, number, "waiting");
        }
        var drawId = (await campaign.DrawWholeAsync()).Id();
        var holders = await HoldersAsync(drawId);
        await DecideAsync(
            applicationOf[holders[0]], new { decision = "refuse", reason = "Has moved to another town." });

        var answer = await AdmitAsync(campaign);

        Assert.Equal([applicationOf[holders[1]]], Admitted(answer).Keys);
        Assert.Equal([(holders[0], "refused")], Skipped(answer));
    }

    [Fact]
    public async Task A_campaign_of_a_body_admits_nobody()
    {
        var campaign = await Campaign.OpenAsync(register, Campaign.Opening(bodyId: Guid.CreateVersion7()));
        var refused = await AdmitAsync(campaign, HttpStatusCode.Conflict);
        Assert.Equal("seats-of-a-body", refused.ProblemType());
    }

    /// <summary>Somebody asks to join, and stands.</summary>
    async Task StandAsync(Campaign campaign, int number, string state)
    {
        var applicationId = (await register.Anyone.PostAsync(
            $"{Root}/applications",
            new
            {
                members = new[] { Named("Camille", "1990-03-01"), Named("Lou", "2018-03-01") },
                address = new { street = $"{number} rue du Lot", postalCode = "34000", city = "Montpellier" },
                contact = Contact,
                consent = new { textVersion = "2026-1", givenAt = Now.AddMinutes(-1) },
            },
            at: Now)).Id();
        if (state == "waiting")
        {
            await DecideAsync(applicationId, new { decision = "wait" });
        }
        var personId = (await ListedAsync(applicationId)).GetProperty("members")[0].Id();
        await register.Coordinator.PostAsync(
            $"{campaign.Root}/candidates", new { personId, answers = Campaign.Gender(number) }, at: Now);
        applicationOf[personId] = applicationId;
    }

    Task<JsonElement> DecideAsync(Guid applicationId, object decision) =>
        register.Coordinator.PostAsync(
            $"{Root}/applications/{applicationId}/admission", decision, HttpStatusCode.OK, at: Now);

    Task<JsonElement> AdmitAsync(Campaign campaign, HttpStatusCode expected = HttpStatusCode.OK) =>
        register.Coordinator.PostAsync(
            $"{campaign.Root}/admissions", new { fromPeriod = "2027-01" }, expected, at: Campaign.AwaitedAt);

    async Task ReplaceAsync(Guid drawId, int seat)
    {
        var draw = await register.Anyone.ReadAsync($"{Root}/draws/{drawId}");
        var pseudonym = draw.GetProperty("panel")[seat].GetProperty("holder").GetString();
        await register.Coordinator.PostAsync(
            $"{Root}/draws/{drawId}/replacements", new { pseudonym }, at: Campaign.AwaitedAt);
    }

    async Task<IReadOnlyList<Guid>> HoldersAsync(Guid drawId) =>
        [.. (await register.Coordinator.ReadAsync($"{Root}/draws/{drawId}/panel")).GetProperty("seats")
            .EnumerateArray().Select(seat => seat.GetProperty("personId").GetGuid())];

    async Task<JsonElement> ListedAsync(Guid applicationId) =>
        (await register.Coordinator.ReadAsync($"{Root}/applications?limit=500"))
            .GetProperty("items").EnumerateArray().Single(item => item.Id() == applicationId);

    async Task<int> HouseholdsOfAsync(Guid person) =>
        (await register.Service.PublishedAsync<HouseholdAdmitted>())
            .Count(admitted => admitted.MemberIds.Contains(person));

    static Dictionary<Guid, Guid> Admitted(JsonElement answer) =>
        answer.GetProperty("applications").EnumerateArray()
            .ToDictionary(one => one.Id(), one => one.GetProperty("householdId").GetGuid());

    static IEnumerable<(Guid Person, string Reason)> Skipped(JsonElement answer) =>
        answer.GetProperty("skipped").EnumerateArray().Select(one => (
            one.GetProperty("personId").GetGuid(), one.GetProperty("reason").GetString()!));
}
