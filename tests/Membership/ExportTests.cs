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
