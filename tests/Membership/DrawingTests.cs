using System.Net;
using System.Text.Json;
using Caisse.Contracts.Membership;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Verifying;
using Caisse.Support;
using Dapper;
using Npgsql;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

public sealed class DrawingTests(Register register) : IClassFixture<Register>
{
    [Fact]
    public async Task A_panel_is_drawn_in_public_and_anyone_can_recompute_it()
    {
        var campaign = await Campaign.WithCandidatesAsync(register);

        var frozen = await campaign.FreezeAsync();
        var committed = await campaign.StateAsync("committed");
        var drawId = frozen.GetProperty("drawId").GetGuid();
        Assert.Null(await campaign.VerifyAsync(drawId));
        var drawn = await campaign.DrawAsync();

        Assert.Equal(24, committed.GetProperty("candidates").GetInt64());
        Assert.Equal(
            frozen.GetProperty("poolHash").GetString(), committed.GetProperty("poolHash").GetString());
        Assert.Equal(
            committed.GetProperty("bundleHash").GetString(), drawn.GetProperty("bundleHash").GetString());
        Assert.Equal(6, drawn.GetProperty("panel").GetArrayLength());
        Assert.Null(await campaign.VerifyAsync(drawId));
        var evidence = await campaign.EvidenceAsync(drawId);
        Assert.Equal(
            drawn.GetProperty("panel").EnumerateArray().Select(seat => seat.GetProperty("pseudonym").GetString()),
            EvidenceFile.Read(evidence).Outcome!.Panel);
        evidence[evidence.Length / 2] ^= 1;
        Assert.NotNull(Faults(evidence));
        var told = await register.Service.ShouldPublishAsync<DrawCompleted>(one => one.DrawId == drawId);
        Assert.Equal(await PeopleAsync(drawId), told.PersonIds);
        Assert.Equal(3, told.PersonIds.Count(person => campaign.AnsweredGenders[person] == "woman"));
    }

    [Fact]
    public async Task There_is_one_draw_whoever_asks_for_another()
    {
        var campaign = await Campaign.WithCandidatesAsync(register, 12);
        await campaign.FreezeUntilAsync("committed");
        using var operators = register.Service.Client("*:operator");

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(number =>
            register.Coordinator.SendJsonAsync(
                HttpMethod.Post, $"{campaign.Root}/draw", new { value = $"{number:x4}" },
                at: Campaign.AwaitedAt)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(4, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        var again = await campaign.DrawAsync(HttpStatusCode.Conflict);
        Assert.Equal("already-drawn", again.ProblemType());
        var drawId = again.GetProperty("drawId").GetGuid();
        await operators.PostAsync(
            $"{campaign.Root}/draw", new { value = "mine" }, HttpStatusCode.Forbidden, at: Campaign.AwaitedAt);
        await campaign.FreezeAsync(HttpStatusCode.Conflict);
        await register.Coordinator.PostAsync(
            $"{campaign.Root}/cancellation", null, HttpStatusCode.Conflict, at: Campaign.AwaitedAt);
        await ShouldBeDeniedAsync(
            """
            insert into draw_outcome select caisse_id, draw_id, 'mine', 7, evidence, drawn_at, drawn_by
            from draw_outcome where draw_id = @drawId
            """, drawId, PostgresErrorCodes.UniqueViolation);
        await ShouldBeDeniedAsync(
            """
            insert into draw select caisse_id, gen_random_uuid(), campaign_id, salt, pool, pool_hash, candidates,
                frozen_at, recorded_at from draw where draw_id = @drawId
            """, drawId, PostgresErrorCodes.UniqueViolation);
        foreach (var table in new[] { "draw", "draw_commitment", "draw_outcome", "draw_seat" })
        {
            await ShouldBeDeniedAsync(
                $"delete from {table} where draw_id = @drawId", drawId,
                PostgresErrorCodes.InsufficientPrivilege);
            await ShouldBeDeniedAsync(
                $"update {table} set draw_id = draw_id where draw_id = @drawId", drawId,
                PostgresErrorCodes.InsufficientPrivilege);
        }
    }

    [Fact]
    public async Task Before_the_value_is_published_nobody_sees_a_winner()
    {
        var campaign = await Campaign.WithCandidatesAsync(register, 12);
        var committed = await campaign.FreezeUntilAsync("committed");
        var drawId = committed.GetProperty("drawId").GetGuid();

        var early = await campaign.DrawAsync(HttpStatusCode.Conflict, Campaign.AwaitedAt.AddSeconds(-1));

        Assert.Equal("value-not-due", early.ProblemType());
        var draw = await register.Anyone.ReadAsync($"{Root}/draws/{drawId}");
        Assert.Equal(JsonValueKind.Null, draw.GetProperty("number").ValueKind);
        Assert.Empty(draw.GetProperty("panel").EnumerateArray());
        Assert.Null(EvidenceFile.Read(await campaign.EvidenceAsync(drawId)).Outcome);
        await register.Coordinator.ReadAsync($"{Root}/draws/{drawId}/panel", HttpStatusCode.NotFound);
        await using var owner = await register.Service.Database.OpenConnectionAsync();
        Assert.Equal(0, await owner.ExecuteScalarAsync<int>(
            """
            select (select count(*) from draw_outcome where draw_id = @drawId)
                + (select count(*) from draw_seat where draw_id = @drawId)
            """, new { drawId }));
        await campaign.DrawAsync();
    }

    [Fact]
    public async Task Once_frozen_nobody_comes_in_or_goes_out()
    {
        var campaign = await Campaign.WithCandidatesAsync(register, 12);
        var withdrawn = campaign.AnsweredGenders.Keys.First();
        await register.Coordinator.SendJsonAsync(
            HttpMethod.Delete, $"{campaign.Root}/candidates/{withdrawn}", at: Now);

        var frozen = await campaign.FreezeAsync();

        Assert.Equal(11, frozen.GetProperty("candidates").GetInt64());
        await campaign.EnterAsync(40, HttpStatusCode.Conflict);
        using var late = await register.Coordinator.SendJsonAsync(
            HttpMethod.Delete, $"{campaign.Root}/candidates/{campaign.AnsweredGenders.Keys.Last()}", at: Now);
        await late.ShouldBeAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_candidate_finds_their_own_pseudonym_and_nobody_elses()
    {
        var campaign = await Campaign.WithCandidatesAsync(register, 12);
        var drawn = await campaign.DrawWholeAsync();
        var mine = $"{Root}/draws/{drawn.Id()}/mine";
        var pseudonyms = new HashSet<string>();
        var evidence = EvidenceFile.Read(await campaign.EvidenceAsync(drawn.Id()));
        foreach (var person in campaign.AnsweredGenders.Keys)
        {
            using var member = Member(person);
            var own = await member.ReadAsync(mine);
            var pseudonym = own.GetProperty("pseudonym").GetString()!;
            var entry = evidence.Pool.Persons.Index().Single(one => one.Item.Id == pseudonym);
            var opened = own.GetProperty("openings").ValueKind == JsonValueKind.Null
                ? entry.Item.Features! : OpenedFor(own);
            Assert.Contains(campaign.AnsweredGenders[person], opened);
            Assert.Equal(
                evidence.Result.Probabilities[entry.Index], own.GetProperty("probability").GetString());
            Assert.True(pseudonyms.Add(pseudonym));
        }
        using var curious = Member(campaign.AnsweredGenders.Keys.First());
        await curious.ReadAsync(
            $"{mine}?personId={campaign.AnsweredGenders.Keys.Last()}", HttpStatusCode.NotFound);
        using var stranger = Member(Guid.CreateVersion7());
        await stranger.ReadAsync(mine, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_refuses_is_succeeded_like_for_like_until_nobody_is_left()
    {
        var campaign = await Campaign.WithCandidatesAsync(register, 14, Campaign.Opening(alternates: 1));
        var drawId = (await campaign.DrawWholeAsync()).Id();
        var pool = await campaign.OpenPoolAsync(drawId);
        var features = pool.Persons.ToDictionary(person => person.Id, person => person.Features);
        var personOf = new Dictionary<string, Guid>();
        foreach (var person in campaign.AnsweredGenders.Keys)
        {
            personOf[await PseudonymOfAsync(drawId, person)] = person;
        }
        // Under 60, or the one seat that the quota keeps for elders could soon be left without anybody.
        var drawn = await register.Anyone.ReadAsync($"{Root}/draws/{drawId}");
        var place = drawn.GetProperty("panel").EnumerateArray().ToList()
            .FindIndex(seat => features[seat.GetProperty("holder").GetString()!].Contains("18-59"));
        var bases = new List<string?>();
        string? successor;
        do
        {
            var seat = (await register.Anyone.ReadAsync($"{Root}/draws/{drawId}")).GetProperty("panel")[place];
            var holder = seat.GetProperty("holder").GetString()!;
            var replaced = await ReplaceAsync(drawId, holder);
            successor = replaced.GetProperty("successor").GetString();
            bases.Add(replaced.GetProperty("basis").GetString());
            await ReplaceAsync(drawId, holder, HttpStatusCode.Conflict);
            if (successor is not null)
            {
                var told = await register.Service.ShouldPublishAsync<DrawnPersonReplaced>(
                    one => one.DrawId == drawId && one.PersonId == personOf[holder]);
                Assert.Equal(personOf[successor], told.SuccessorId);
                await ShouldSatisfyQuotasAsync(drawId, features);
            }
        }
        while (successor is not null);

        Assert.Equal("alternate", bases[0]);
        Assert.Contains("conditional_draw", bases);
        var after = await register.Anyone.ReadAsync($"{Root}/draws/{drawId}");
        Assert.Equal(JsonValueKind.Null, after.GetProperty("panel")[place].GetProperty("holder").ValueKind);
        await ReplaceAsync(drawId, "nobody", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_is_next_but_died_or_left_is_passed_over_and_the_one_after_succeeds()
    {
        var campaign = await Campaign.WithCandidatesAsync(register);
        var drawn = await campaign.DrawWholeAsync();
        var people = new Dictionary<string, Guid>();
        foreach (var person in campaign.AnsweredGenders.Keys)
        {
            people[await PseudonymOfAsync(drawn.Id(), person)] = person;
        }
        var seat = drawn.GetProperty("panel").EnumerateArray()
            .First(one => one.GetProperty("alternates").GetArrayLength() > 1);
        var alternates = seat.GetProperty("alternates").EnumerateArray().Select(one => one.GetString()!).ToList();
        var holder = seat.GetProperty("pseudonym").GetString()!;
        var (dead, gone) = (people[alternates[0]], people[alternates[1]]);
        await register.Coordinator.PostAsync(
            $"{Root}/households/{campaign.Homes[dead]}/members/{dead}/departure",
            new { leftOn = "2027-01-10", reason = "death" }, HttpStatusCode.OK, at: Now.AddDays(60));
        await register.Coordinator.PostAsync(
            $"{Root}/households/{campaign.Homes[gone]}/departure",
            new { lastPeriod = "2027-01", reason = "Moves." }, HttpStatusCode.OK, at: Now);

        var replaced = await ReplaceAsync(drawn.Id(), holder);

        Assert.Equal(
            [(alternates[0], "died"), (alternates[1], "left")],
            replaced.GetProperty("passedOver").EnumerateArray().Select(one => (
                one.GetProperty("pseudonym").GetString()!, one.GetProperty("reason").GetString()!)));
        var settled = EvidenceFile.Read(await campaign.EvidenceAsync(drawn.Id()));
        var recomputed = Replacement.InOrder(
            await campaign.OpenPoolAsync(drawn.Id()), settled.Outcome!, settled.BundleHash,
            [holder, .. alternates[..2]]).ToList();
        var successor = replaced.GetProperty("successor").GetString();
        Assert.Equal(recomputed[^1].Successor?.Id, successor);
        var read = await register.Anyone.ReadAsync($"{Root}/draws/{drawn.Id()}");
        Assert.Equal(
            recomputed.Select((one, place) => (one.Refused, one.Successor?.Id, place > 0)),
            read.GetProperty("refusals").EnumerateArray().Select(one => (
                one.GetProperty("pseudonym").GetString()!, one.GetProperty("successor").GetString(),
                one.GetProperty("isAutomatic").GetBoolean())));
        Assert.DoesNotContain("died", read.ToString(), StringComparison.Ordinal);
        var told = (await register.Service.PublishedAsync<DrawnPersonReplaced>())
            .Single(one => one.DrawId == drawn.Id());
        Assert.Equal((people[holder], people[successor!]), (told.PersonId, told.SuccessorId));
    }

    [Fact]
    public async Task A_body_has_one_campaign_at_a_time_until_it_is_drawn_or_called_off()
    {
        var bodyId = Guid.CreateVersion7();
        var opening = Campaign.Opening(bodyId: bodyId);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => register.Coordinator.SendJsonAsync(
            HttpMethod.Post, $"{Root}/campaigns", opening, at: Now)));
        var opened = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        var campaign = (await opened.ShouldBeAsync(HttpStatusCode.Created)).Id();
        await ShouldBeTakenAsync(opening, campaign, "open", Now);
        await Campaign.OpenAsync(register, Campaign.Opening(bodyId: Guid.CreateVersion7()));
        await register.Coordinator.PostAsync(
            $"{Root}/campaigns/{campaign}/cancellation", null, HttpStatusCode.OK, at: Now);

        var next = await Campaign.WithCandidatesAsync(register, 12, opening);
        await next.FreezeUntilAsync("committed");
        await ShouldBeTakenAsync(opening, next.Id, "committed", Now);
        await register.Coordinator.PostAsync(
            $"{next.Root}/cancellation", null, HttpStatusCode.Conflict, at: Now);
        var later = Campaign.Opening(bodyId: bodyId, awaitedAt: Campaign.AwaitedAt.AddDays(9));
        await ShouldBeTakenAsync(later, next.Id, "committed", Campaign.AwaitedAt.AddDays(1));
        await next.DrawAsync();
        await Campaign.OpenAsync(register, opening);
    }

    [Fact]
    public async Task Panels_that_are_ready_after_the_value_are_not_drawn_from()
    {
        var campaign = await Campaign.WithCandidatesAsync(
            register, 12, Campaign.Opening(awaitedAt: Now.AddMilliseconds(1)));

        var late = await campaign.FreezeUntilAsync("late");

        Assert.Equal(JsonValueKind.Null, late.GetProperty("bundleHash").ValueKind);
        var refused = await campaign.DrawAsync(HttpStatusCode.Conflict);
        Assert.Equal("not-committed", refused.ProblemType());
    }

    [Fact]
    public async Task Quotas_that_no_panel_satisfies_are_named_with_the_smallest_relaxation()
    {
        // Of 12 candidates 4 are 60 or older, and two of these live together.
        var campaign = await Campaign.WithCandidatesAsync(
            register, 12, Campaign.Opening(quotas: Campaign.Quotas(6, old: 5)));

        var infeasible = await campaign.FreezeUntilAsync("infeasible");

        var advice = infeasible.GetProperty("advice");
        var conflict = Assert.Single(advice.GetProperty("conflict").EnumerateArray());
        Assert.Equal("60+", conflict.GetProperty("value").GetString());
        var relaxed = Assert.Single(advice.GetProperty("relaxation").EnumerateArray());
        Assert.Equal(5, relaxed.GetProperty("min").GetInt32());
        Assert.Equal(4, relaxed.GetProperty("newMin").GetInt32());
        await campaign.DrawAsync(HttpStatusCode.Conflict);
        var relaxedCampaign = await Campaign.OpenAsync(
            register, Campaign.Opening(quotas: Campaign.Quotas(6, old: 4), candidatesOf: campaign.Id));
        var drawn = await relaxedCampaign.DrawWholeAsync();
        Assert.Equal(12, drawn.GetProperty("candidates").GetInt32());
    }

    async Task ShouldBeTakenAsync(object opening, Guid by, string state, DateTimeOffset at)
    {
        var taken = await register.Coordinator.PostAsync(
            $"{Root}/campaigns", opening, HttpStatusCode.Conflict, at: at);
        Assert.Equal("body-has-campaign", taken.ProblemType());
        Assert.Equal((by, state), (
            taken.GetProperty("campaignId").GetGuid(), taken.GetProperty("state").GetString()));
    }

    async Task<JsonElement> ReplaceAsync(
        Guid drawId, string pseudonym, HttpStatusCode expected = HttpStatusCode.Created) =>
        await register.Coordinator.PostAsync(
            $"{Root}/draws/{drawId}/replacements", new { pseudonym }, expected, at: Campaign.AwaitedAt);

    async Task<string> PseudonymOfAsync(Guid drawId, Guid person) =>
        (await register.Coordinator.ReadAsync($"{Root}/draws/{drawId}/mine?personId={person}"))
            .GetProperty("pseudonym").GetString()!;

    async Task ShouldSatisfyQuotasAsync(Guid drawId, Dictionary<string, IReadOnlyList<string>> features)
    {
        var draw = await register.Anyone.ReadAsync($"{Root}/draws/{drawId}");
        var seated = draw.GetProperty("panel").EnumerateArray()
            .Select(seat => features[seat.GetProperty("holder").GetString()!]).ToList();
        Assert.Equal(3, seated.Count(one => one.Contains("woman")));
        Assert.InRange(seated.Count(one => one.Contains("60+")), 1, 6);
    }

    async Task<IReadOnlyList<Guid>> PeopleAsync(Guid drawId) =>
        [.. (await register.Coordinator.ReadAsync($"{Root}/draws/{drawId}/panel")).GetProperty("seats")
            .EnumerateArray().Select(seat => seat.GetProperty("personId").GetGuid())];

    HttpClient Member(Guid person) => register.Service.ClientWith(
        TestIdentity.Token(["montpellier:member"], $"member-{person}", memberId: person));

    async Task ShouldBeDeniedAsync(string sql, Guid drawId, string sqlState)
    {
        await using var connection = await register.Service.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            "set local role membership_service; select set_config('app.caisse', 'montpellier', true)",
            transaction: transaction);
        var denied = await Assert.ThrowsAsync<PostgresException>(
            () => connection.ExecuteAsync(sql, new { drawId }, transaction));
        Assert.Equal(sqlState, denied.SqlState);
    }

    static string[] OpenedFor(JsonElement own) =>
        [.. own.GetProperty("openings").GetProperty("persons")[0].GetProperty("features").EnumerateArray()
            .Select(feature => feature.GetString()!)];

    static string? Faults(byte[] evidence)
    {
        try
        {
            return Verification.FirstDifference(evidence);
        }
        catch (JsonException broken)
        {
            return broken.Message;
        }
    }
}
