using System.Net;
using Caisse.Support;

namespace Caisse.Browser.Tests;

/// <summary>Beginnings of a caisse: its people, and services that have heard of it.</summary>
static class Invitations
{
    /// <summary>Invites somebody; the code of the letter.</summary>
    internal static async Task<string> InviteAsync(this HttpClient by, string root, object person) =>
        (await by.PostAsync($"{root}/invitations", person)).GetProperty("letterAddress").GetString()!.Split('/')[^1];

    /// <summary>Waits until a service has heard of a caisse, or of what is in it.</summary>
    internal static Task HeardAsync(this HttpClient by, string path) => Eventually.TrueAsync(path, async () =>
    {
        using var answer = await by.GetAsync(new Uri(path, UriKind.Relative));
        return answer.StatusCode == HttpStatusCode.OK;
    });
}
