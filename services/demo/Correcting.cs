using System.Text.Json;

namespace Caisse.Demo;

/// <summary>
/// A person who had moved out before the month was counted: the treasurer asks to take it back, and the
/// coordinator agrees.
/// </summary>
sealed class Correcting(Gateway gateway, Notebook notebook, Fund fund)
{
    const long TakenBackCents = 2000;

    internal async Task TakeBackAsync(DateTimeOffset at)
    {
        var asked = await OnceAsync("correction", fund.Treasurer, "corrections", new
        {
            householdId = fund.Enrolled[0].Id,
            amountCents = -TakenBackCents,
            reason = "Une personne partie le mois dernier a été comptée",
        }, at);
        await OnceAsync(
            "correction approved", fund.Coordinator,
            $"corrections/{asked.GetProperty("id").GetGuid()}/approval", new { }, at.AddHours(1));
    }

    Task<JsonElement> OnceAsync(string what, Session by, string path, object body, DateTimeOffset at)
    {
        var key = Moment.Key(fund.Plan.Slug, what);
        var call = new Call(HttpMethod.Post, fund.At(path), body, at, key);
        return notebook.OnceAsync($"{fund.Plan.Slug} {what}", () => gateway.SendAsync(by, call));
    }
}
