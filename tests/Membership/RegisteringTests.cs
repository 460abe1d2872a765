using System.Net;
using System.Text.Json;
using Caisse.Contracts.Membership;
using Caisse.Support;
using Dapper;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

public sealed class RegisteringTests(Register register) : IClassFixture<Register>
{
    const string Households = $"{Root}/households";

    [Fact]
    public async Task A_household_enrolled_directly_is_in_the_register()
    {
        var enrolled = await register.EnrolAsync("2026-12", Anais);
        var listed = (await register.Coordinator.ReadAsync($"{Households}?state=active&limit=500"))
            .GetProperty("items").EnumerateArray().Single(item => item.Id() == enrolled.Id());
        Assert.Equal("Anaïs", listed.GetProperty("members")[0].GetProperty("firstName").GetString());
        Assert.Equal("active", listed.GetProperty("state").GetString());
        var admitted = await register.Service.ShouldPublishAsync<HouseholdAdmitted>(
            happened => happened.HouseholdId == enrolled.Id());
        Assert.Equal(enrolled.GetProperty("memberIds")[0].GetGuid(), Assert.Single(admitted.MemberIds));
    }

    [Fact]
    public async Task What_a_household_consented_to_is_kept_whether_it_applied_or_signed_on_paper()
    {
        var signed = new { textVersion = "2025-3", givenAt = Now.AddDays(-3) };
        var onPaper = await register.Coordinator.PostAsync(
            Households,
            new
            {
                members = new[] { Anais }, address = Address, contact = Contact, fromPeriod = "2026-12",
                consent = signed
            }, at: Now);
        var application = (await register.ApplyAsync(Anais)).Id();
        var admitted = await register.Coordinator.PostAsync(
            $"{Root}/applications/{application}/admission",
            new { decision = "admit", fromPeriod = "2026-12" }, HttpStatusCode.OK, at: Now);
        var without = await register.EnrolAsync("2026-12", Anais);

        Assert.Equal("2025-3", await ConsentAsync(onPaper.Id()));
        Assert.Equal("2026-1", await ConsentAsync(admitted.GetProperty("householdId").GetGuid()));
        Assert.Null(await ConsentAsync(without.Id()));
        await register.Coordinator.PostAsync(
            Households,
            new
            {
                members = new[] { Anais }, address = Address, contact = Contact, fromPeriod = "2026-12",
                consent = new { textVersion = "", givenAt = Now.AddDays(1) }
            },
            HttpStatusCode.BadRequest, at: Now);

        async Task<string?> ConsentAsync(Guid household) =>
            (await register.Coordinator.ReadAsync($"{Households}/{household}")).GetProperty("consent") is
            { ValueKind: System.Text.Json.JsonValueKind.Object } consent
                ? consent.GetProperty("textVersion").GetString() : null;
    }

    [Fact]
    public async Task A_household_is_read_as_it_was_on_a_day()
    {
        var id = (await register.EnrolAsync(
            "2026-12", Anais, Named("Zoé", "2012-12-15"))).Id();
        Assert.Equal([36, 13], await AgesAsync(id, "2026-12-14"));
        Assert.Equal([36, 14], await AgesAsync(id, "2026-12-15"));
        Assert.Empty(await AgesAsync(id, "2026-11-30"));
        // Before its first period a household is shown as it will be on the first day.
        Assert.Equal([36, 13], await AgesAsync(id, null));
    }

    [Fact]
    public async Task A_birth_and_a_departure_change_the_household_and_are_told()
    {
        var enrolled = await register.EnrolAsync(
            "2026-12", Anais, Emile);
        var (id, emile) = (enrolled.Id(), enrolled.GetProperty("memberIds")[1].GetGuid());
        var born = await WelcomeBabyAsync(id, HttpStatusCode.Created);
        Assert.Equal(2, born.GetProperty("version").GetInt64());
        var left = await LeaveAsync(id, emile, "2026-12-20", HttpStatusCode.OK);
        Assert.Equal(3, left.GetProperty("version").GetInt64());

        Assert.Equal([41, 36, 0], await AgesAsync(id, "2026-12-20"));
        Assert.Equal([36, 0], await AgesAsync(id, "2026-12-21"));
        var changes = (await register.Service.PublishedAsync<HouseholdChanged>())
            .Where(happened => happened.HouseholdId == id).ToList();
        Assert.Equal([2, 3], changes.Select(change => change.Version));
        Assert.Equal([3, 2], changes.Select(change => change.MemberIds.Count));
        var again = await LeaveAsync(id, emile, "2026-12-31", HttpStatusCode.Conflict);
        Assert.Equal("already-left", again.ProblemType());
        await LeaveAsync(id, born.Id(), "2026-12-03", HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Nobody_joins_before_they_are_born()
    {
        var id = (await register.EnrolAsync("2026-12", Anais)).Id();
        await register.Coordinator.PostAsync(
            $"{Households}/{id}/members",
            new { firstName = "Noé", lastName = "Martin", birthDate = "2026-11-20", joinedOn = "2026-11-19" },
            HttpStatusCode.BadRequest, at: Now);
    }

    [Fact]
    public async Task A_departed_household_counts_until_its_last_period_and_changes_no_more()
    {
        var id = (await register.EnrolAsync("2026-12", Anais)).Id();
        var departed = await DepartAsync(id, "Moves away.", HttpStatusCode.OK);
        Assert.Equal("departed", departed.GetProperty("state").GetString());
        var told = await register.Service.ShouldPublishAsync<HouseholdDeparted>(e => e.HouseholdId == id);
        Assert.Equal((2, "2027-01"), (told.Version, told.LastPeriod.ToString()));
        Assert.Equal([36], await AgesAsync(id, "2027-01-31"));
        Assert.Empty(await AgesAsync(id, "2027-02-01"));
        var again = await DepartAsync(id, "Moves away.", HttpStatusCode.Conflict);
        Assert.Equal("2027-01", again.GetProperty("lastPeriod").GetString());
        await WelcomeBabyAsync(id, HttpStatusCode.Conflict);
        Assert.Contains(await ListedAsync("departed"), listed => listed == id);
        Assert.DoesNotContain(await ListedAsync("active"), listed => listed == id);
    }

    [Fact]
    public async Task Address_and_contact_are_edited_by_whoever_read_the_latest_version()
    {
        var id = (await register.EnrolAsync("2026-12", Anais)).Id();
        var changes = new { contact = new { phone = "0467000000" } };
        using var missing = await PatchAsync(id, changes, null);
        await missing.ShouldBeAsync(HttpStatusCode.PreconditionRequired);
        using var changed = await PatchAsync(id, changes, 1);
        var answer = await changed.ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal("\"2\"", changed.Headers.ETag?.Tag);
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("contact").GetProperty("email").ValueKind);
        Assert.Equal("1 rue de la Loge", answer.GetProperty("address").GetProperty("street").GetString());
        using var stale = await PatchAsync(id, changes, 1);
        var problem = await stale.ShouldBeAsync(HttpStatusCode.PreconditionFailed);
        Assert.Equal("changed-since", problem.ProblemType());
    }

    [Fact]
    public async Task Changes_at_the_same_instant_get_versions_of_their_own()
    {
        var id = (await register.EnrolAsync("2026-12", Anais)).Id();
        var added = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => WelcomeBabyAsync(id, HttpStatusCode.Created)));
        Assert.Equal(
            Enumerable.Range(2, 12).Select(version => (long)version),
            added.Select(answer => answer.GetProperty("version").GetInt64()).Order());
    }

    [Fact]
    public async Task Of_two_departures_at_the_same_instant_one_is_recorded()
    {
        var id = (await register.EnrolAsync("2026-12", Anais)).Id();
        var answers = await register.SendTwoAtOnceAsync(id, () => register.Coordinator.SendJsonAsync(
            HttpMethod.Post, $"{Households}/{id}/departure",
            new { lastPeriod = "2027-01", reason = "Moves." }));
        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Conflict],
            answers.Select(answer => answer.StatusCode).Order());
        Assert.Single(
            await register.Service.PublishedAsync<HouseholdDeparted>(),
            happened => happened.HouseholdId == id);
    }

    [Fact]
    public async Task A_member_reads_their_own_household_until_they_leave_it_and_no_other()
    {
        var mine = await register.EnrolAsync("2026-12", Anais);
        var other = await register.EnrolAsync("2026-12", Emile);
        var me = mine.GetProperty("memberIds")[0].GetGuid();
        using var member = register.Service.ClientWith(
            TestIdentity.Token(["montpellier:member"], memberId: me));
        Assert.Equal(mine.Id(), (await member.ReadAsync($"{Households}/{mine.Id()}")).Id());
        await member.ReadAsync($"{Households}/{other.Id()}", HttpStatusCode.NotFound);
        await member.ReadAsync(Households, HttpStatusCode.Forbidden);
        using var nobody = register.Service.Client("montpellier:member");
        await nobody.ReadAsync($"{Households}/{mine.Id()}", HttpStatusCode.NotFound);

        await LeaveAsync(mine.Id(), me, "2026-12-20", HttpStatusCode.OK);
        await member.ReadAsync($"{Households}/{mine.Id()}", at: new(2026, 12, 20, 12, 0, 0, TimeSpan.Zero));
        await member.ReadAsync(
            $"{Households}/{mine.Id()}", HttpStatusCode.NotFound, new(2026, 12, 21, 12, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Events_and_audit_carry_nothing_personal_and_the_audit_says_who_did_what()
    {
        var application = (await register.ApplyAsync(Named("Zébulon", "1990-05-05"))).Id();
        var admission = await register.Coordinator.PostAsync(
            $"{Root}/applications/{application}/admission",
            new { decision = "admit", fromPeriod = "2026-12" }, HttpStatusCode.OK);
        var id = admission.GetProperty("householdId").GetGuid();
        await WelcomeBabyAsync(id, HttpStatusCode.Created);
        using var patched = await PatchAsync(
            id, new { address = Address, contact = new { email = "z@example.org" } }, 2);
        await patched.ShouldBeAsync(HttpStatusCode.OK);
        await DepartAsync(id, "Zébulon moves.", HttpStatusCode.OK);

        await using var connection = await register.Service.Database.OpenConnectionAsync();
        var written = await connection.QueryAsync<string>(
            """
            select payload from outbox
            union all select concat(actor, action, subject, before, after) from audit
            """);
        string[] personal =
            ["Zébulon", "Noé", "Martin", "1990-05-05", "2026-12-04", "Loge", "34000", "example.org", "+33 6"];
        Assert.All(written, text => Assert.All(
            personal, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal)));
        var actions = await connection.QueryAsync<string>(
            "select action from audit where subject = any(@subjects) order by action",
            new { subjects = new[] { application.ToString(), id.ToString() } });
        Assert.Equal(
            [
                "application.admitted", "household.admitted", "household.changed", "household.departed",
                "household.member-joined",
            ],
            actions);
    }

    static object Baby { get; } =
        new { firstName = "Noé", lastName = "Martin", birthDate = "2026-12-04", joinedOn = "2026-12-04" };

    async Task<IReadOnlyList<int>> AgesAsync(Guid id, string? on)
    {
        var household = await register.Coordinator.ReadAsync(
            $"{Households}/{id}{(on is null ? "" : $"?on={on}")}", at: Now);
        return Ages(household);
    }

    async Task<IReadOnlyList<Guid>> ListedAsync(string state) =>
        [.. (await register.Coordinator.ReadAsync($"{Households}?state={state}&limit=500"))
            .GetProperty("items").EnumerateArray().Select(item => item.Id())];

    Task<JsonElement> WelcomeBabyAsync(Guid id, HttpStatusCode expected) =>
        register.Coordinator.PostAsync($"{Households}/{id}/members", Baby, expected, at: Now.AddDays(14));

    Task<JsonElement> DepartAsync(Guid id, string reason, HttpStatusCode expected) =>
        register.Coordinator.PostAsync(
            $"{Households}/{id}/departure", new { lastPeriod = "2027-01", reason }, expected);

    Task<JsonElement> LeaveAsync(Guid id, Guid memberId, string leftOn, HttpStatusCode expected) =>
        register.Coordinator.PostAsync(
            $"{Households}/{id}/members/{memberId}/departure", new { leftOn }, expected);

    Task<HttpResponseMessage> PatchAsync(Guid id, object changes, long? ifMatch) =>
        register.Coordinator.SendJsonAsync(HttpMethod.Patch, $"{Households}/{id}", changes, ifMatch: ifMatch);
}
