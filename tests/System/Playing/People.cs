using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Caisse.Contracts;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>Somebody who is signed in, and the subject that their deeds are known by.</summary>
internal sealed record Person(string Subject, HttpClient Session);

internal sealed partial class Fund
{
    /// <summary>
    /// Someone applies for themself and is admitted; returns once they have a wallet and can contribute.
    /// </summary>
    internal async Task<Household> ApplyAndAdmitAsync(
        string firstName, string lastName, string street, string email, Period from)
    {
        var application = await Public.PostAsync($"{Root}/applications", new
        {
            members = new[] { new { firstName, lastName, birthDate = new DateOnly(1979, 8, 17) } },
            address = new { street, postalCode = "34000", city = "Montpellier" },
            contact = new { email },
            consent = new { textVersion = "2026-1", givenAt = Now },
        });
        var admitted = await Coordinator.PostAsync(
            $"{Root}/applications/{application.Id()}/admission",
            new { decision = "admit", fromPeriod = from }, HttpStatusCode.OK);
        var id = admitted.GetProperty("householdId").GetGuid();
        await Coordinator.ReadUntilAsync($"{Root}/wallets/{id}", _ => true);
        await Coordinator.ReadUntilAsync($"{Root}/households/{id}/contributions", _ => true);
        var read = await Coordinator.ReadAsync($"{Root}/households/{id}");
        return new Household(id, [read.GetProperty("members")[0].Id()]);
    }

    /// <summary>Invites a person, who signs in.</summary>
    internal async Task<Person> SignInPersonAsync(Guid memberId, string role, string name, string email)
    {
        var person = new { name, email, roles = new[] { role }, memberId };
        var token = await ActAsInvitedAsync(Coordinator, person);
        var session = platform.Client(token, () => Now);
        var me = await session.ReadAsync("/v1/me");
        return new Person(me.Text("subject"), session);
    }

    /// <summary>Someone asks for everything about them; the files of the archive, by service.</summary>
    internal async Task<IReadOnlyDictionary<string, JsonElement>> ExportAsync(HttpClient by, Guid memberId)
    {
        var address = $"{Root}/members/{memberId}/export";
        await by.PostAsync(address, null, HttpStatusCode.Accepted);
        return await Eventually.GetAsync("every service has answered", async () =>
        {
            using var response = await by.SendJsonAsync(HttpMethod.Get, address);
            return response.StatusCode == HttpStatusCode.OK
                ? Unzip(await response.Content.ReadAsByteArrayAsync()) : null;
        });
    }

    static Dictionary<string, JsonElement> Unzip(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive));
        return zip.Entries.ToDictionary(entry => entry.Name[..^".json".Length], entry =>
        {
            using var content = entry.Open();
            return JsonSerializer.Deserialize<JsonElement>(content);
        });
    }
}
