using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Caisse.Contracts.Membership;
using Caisse.Membership.ProtectingData;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Dapper;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

public sealed class ExportTests(Register register) : IClassFixture<Register>
{
    [Fact]
    public async Task An_export_waits_for_every_service_and_is_then_one_archive()
    {
        var (member, own) = await EnrolAsync();
        var campaign = await Campaign.OpenAsync(register);
        await own.PostAsync(
            $"{campaign.Root}/candidates", new { answers = Campaign.Gender(0) }, HttpStatusCode.Created, at: Now);
        await own.PostAsync(Address(member), null, HttpStatusCode.Accepted);
        var asked = await AskedAsync(member);
        var letter = Letter(asked, """{"wallets":[]}""");
        var waiting = ExportState.Asked.Except(["membership"]).ToList();

        foreach (var service in waiting.Skip(1))
        {
            await register.Service.HearAsync(Answer(asked, service, letter));
            await register.Service.HearAsync(Answer(asked, service, letter));
        }
        var state = await Eventually.GetAsync("membership answers itself", async () =>
        {
            var read = await own.ReadAsync(Address(member), HttpStatusCode.Accepted);
            return read.GetProperty("waitingFor").GetArrayLength() == 1 ? new Seen(read) : null;
        });
        Assert.Equal(waiting[0], state.Json.GetProperty("waitingFor")[0].GetString());
        await register.Service.HearAsync(Answer(asked, waiting[0], letter));

        var files = await ArchiveAsync(own, member);
        Assert.Equal(ExportState.Asked.Select(service => $"{service}.json"), files.Keys.Order());
        Assert.Equal("""{"wallets":[]}""", files["wallet.json"]);
        var said = JsonSerializer.Deserialize<JsonElement>(files["membership.json"]);
        Assert.Equal("Anaïs", said.GetProperty("name").GetProperty("firstName").GetString());
        Assert.Contains("1 rue de la Loge", files["membership.json"], StringComparison.Ordinal);
        Assert.Contains(campaign.Id.ToString(), files["membership.json"], StringComparison.Ordinal);
        Assert.DoesNotContain("Émile", files["membership.json"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asked_for_again_while_it_is_collected_it_is_the_same()
    {
        var (member, own) = await EnrolAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
            own.PostAsync(Address(member), null, HttpStatusCode.Accepted)));

        Assert.Single(answers.Select(answer => answer.Id()).Distinct());
        var requests = await register.Service.PublishedAsync<PersonalDataRequested>();
        Assert.Single(requests, request => request.MemberId == member);
    }

    [Fact]
    public async Task Only_the_person_and_the_coordinator_may_have_it()
    {
        var (member, own) = await EnrolAsync();
        var (other, _) = await EnrolAsync();
        await own.PostAsync(Address(other), null, HttpStatusCode.NotFound);
        await register.Coordinator.PostAsync(Address(other), null, HttpStatusCode.Accepted);
        await own.ReadAsync(Address(other), HttpStatusCode.NotFound);
        await own.PostAsync($"{Root}/members/{other}/erasure", null, HttpStatusCode.NotFound);
        await own.ReadAsync(Address(member), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_travels_and_what_lies_in_wait_can_be_read_by_nobody()
    {
        var (member, own) = await EnrolAsync("Quitterie");
        await own.PostAsync(Address(member), null, HttpStatusCode.Accepted);
        await AskedAsync(member);
        await register.Service.ShouldPublishAsync<PersonalDataCollected>();

        Assert.Empty(await Plainly.TablesShowingAsync(register.Service.Database, "Quitterie"));
    }

    [Fact]
    public async Task Each_request_and_each_reading_is_in_the_audit_trail()
    {
        var (member, _) = await EnrolAsync();
        await register.Coordinator.PostAsync(Address(member), null, HttpStatusCode.Accepted);
        var asked = await AskedAsync(member);
        foreach (var service in ExportState.Asked)
        {
            await register.Service.HearAsync(Answer(asked, service, Letter(asked, "{}")));
        }
        await ArchiveAsync(register.Coordinator, member);

        await using var connection = await register.Service.Database.OpenConnectionAsync();
        var lines = await connection.QueryAsync<string>(
            "select action from audit where subject = @member order by audit_id",
            new { member = member.ToString() });
        Assert.Equal(["member.export-requested", "member.export-read"], lines);
    }

    [Fact]
    public async Task Who_moved_out_is_not_told_where_the_others_live_now()
    {
        var enrolled = await register.EnrolAsync("2026-10", Anais, Emile);
        var household = enrolled.Id();
        var (anais, emile) = (
            enrolled.GetProperty("memberIds")[0].GetGuid(), enrolled.GetProperty("memberIds")[1].GetGuid());
        await LeaveAsync(household, anais, "2026-11-10");
        using var moved = await register.Coordinator.SendJsonAsync(
            HttpMethod.Patch, $"{Root}/households/{household}",
            new { address = new { street = "9 quai Neuf", postalCode = "34200", city = "Sète" } },
            ifMatch: 2, at: Now);
        await moved.ShouldBeAsync(HttpStatusCode.OK);

        var (left, said) = await TellAsync(anais);
        Assert.Empty(left.HouseholdIds);
        Assert.DoesNotContain("9 quai Neuf", said, StringComparison.Ordinal);
        Assert.DoesNotContain("anais@example.org", said, StringComparison.Ordinal);
        Assert.Contains(household.ToString(), said, StringComparison.Ordinal);
        // Whoever was the last to live there left it to nobody.
        await LeaveAsync(household, emile, "2026-11-15");
        var (last, everything) = await TellAsync(emile);
        Assert.Equal([household], last.HouseholdIds);
        Assert.Contains("9 quai Neuf", everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_split_off_is_told_what_they_asked_for_and_signed()
    {
        var application = (await register.ApplyAsync(Anais, Emile)).Id();
        var admitted = await register.Coordinator.PostAsync(
            $"{Root}/applications/{application}/admission",
            new { decision = "admit", fromPeriod = "2026-10" }, HttpStatusCode.OK, at: Now);
        var household = admitted.GetProperty("householdId").GetGuid();
        var read = await register.Coordinator.ReadAsync($"{Root}/households/{household}", at: Now);
        var leaving = read.GetProperty("members")[0].Id();
        var formed = (await register.Coordinator.PostAsync(
            $"{Root}/households/{household}/split",
            new
            {
                members = new[] { leaving }, on = "2026-11-15", address = Register.Address, contact = Contact,
            },
            at: Now)).Id();

        var (asked, said) = await TellAsync(leaving);

        Assert.Equal([formed], asked.HouseholdIds);
        var told = JsonSerializer.Deserialize<JsonElement>(said);
        var applied = Assert.Single(told.GetProperty("applications").EnumerateArray());
        Assert.Equal(application, applied.GetProperty("application_id").GetGuid());
        Assert.Equal("2026-1", applied.GetProperty("consent_text_version").GetString());
        Assert.Equal(
            "2026-1", told.GetProperty("memberships")[0].GetProperty("consent_text_version").GetString());
    }

    /// <summary>The request that was sent out for someone, and what membership answers.</summary>
    async Task<(PersonalDataRequested Asked, string Said)> TellAsync(Guid member)
    {
        await register.Coordinator.PostAsync(Address(member), null, HttpStatusCode.Accepted, at: Now);
        var asked = await AskedAsync(member);
        foreach (var service in ExportState.Asked.Except(["membership"]))
        {
            await register.Service.HearAsync(Answer(asked, service, Letter(asked, "{}")));
        }
        return (asked, (await ArchiveAsync(register.Coordinator, member))["membership.json"]);
    }

    Task<JsonElement> LeaveAsync(Guid household, Guid member, string leftOn) =>
        register.Coordinator.PostAsync(
            $"{Root}/households/{household}/members/{member}/departure",
            new { leftOn, reason = "moved_out" }, HttpStatusCode.OK, at: Now);

    async Task<(Guid Member, HttpClient Own)> EnrolAsync(string firstName = "Anaïs")
    {
        var enrolled = await register.EnrolAsync("2026-12", Named(firstName, "1990-05-05"), Emile);
        var member = enrolled.GetProperty("memberIds")[0].GetGuid();
        return (member, register.Service.ClientWith(
            TestIdentity.Token(["montpellier:member"], $"member-{member}", memberId: member)));
    }

    Task<PersonalDataRequested> AskedAsync(Guid member) =>
        register.Service.ShouldPublishAsync<PersonalDataRequested>(asked => asked.MemberId == member);

    static string Address(Guid member) => $"{Root}/members/{member}/export";

    static PersonalDataCollected Answer(PersonalDataRequested asked, string service, string letter) =>
        new(asked.Caisse, asked.ExportId, service, letter, Now);

    static string Letter(PersonalDataRequested asked, string json) => Convert.ToBase64String(
        SealedLetter.Seal(Convert.FromBase64String(asked.PublicKey), Encoding.UTF8.GetBytes(json)));

    static Task<Dictionary<string, string>> ArchiveAsync(HttpClient client, Guid member) =>
        Eventually.GetAsync("the archive is complete", async () =>
        {
            using var response = await client.GetAsync(new Uri(Address(member), UriKind.Relative));
            return response.StatusCode == HttpStatusCode.OK
                ? Unzip(await response.Content.ReadAsByteArrayAsync()) : null;
        });

    static Dictionary<string, string> Unzip(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive));
        return zip.Entries.ToDictionary(entry => entry.Name, entry =>
        {
            using var reader = new StreamReader(entry.Open());
            return reader.ReadToEnd();
        });
    }

    sealed record Seen(JsonElement Json);
}
