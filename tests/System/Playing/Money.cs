using System.Net;
using System.Text.Json;
using Caisse.Contracts;
using Caisse.Support;

namespace Caisse.SystemTests;

internal sealed partial class Fund
{
    static readonly TimeSpan AllocationLimit = TimeSpan.FromSeconds(60);

    /// <summary>A public funder promises a grant and pays it at once.</summary>
    internal async Task ReceiveGrantAsync(long amountCents)
    {
        var funder = await Treasurer.PostAsync($"{Root}/funders", new { name = "Ville", kind = "public" });
        var grant = await Treasurer.PostAsync($"{Root}/grants", new
        {
            funderId = funder.Id(),
            amountCents,
            from = Today,
            until = Today.AddYears(1),
            purpose = "Alimentation",
        });
        await Treasurer.PostAsync(
            $"{Root}/grants/{grant.Id()}/instalments", new { amountCents, receivedOn = Today },
            key: Calls.NewKey());
    }

    internal Task<HttpResponseMessage> TryPledgeAsync(
        Household household, long monthlyCents, Period fromPeriod) =>
        Coordinator.SendJsonAsync(
            HttpMethod.Post, $"{Root}/pledges",
            new { householdId = household.Id, monthlyCents, method = "transfer", fromPeriod });

    internal async Task PledgeAsync(Household household, long monthlyCents, Period fromPeriod)
    {
        using var response = await TryPledgeAsync(household, monthlyCents, fromPeriod);
        await response.ShouldBeAsync(HttpStatusCode.Created);
    }

    /// <summary>Works out what is due for a period.</summary>
    internal Task<JsonElement> CollectAsync(Period period) =>
        Treasurer.PostAsync($"{Root}/collections", new { period }, key: Calls.NewKey());

    /// <summary>The treasurer records that a contribution came in.</summary>
    internal Task<JsonElement> ReceiveAsync(Household household, Period period, long amountCents) =>
        Treasurer.PostAsync(
        $"{Root}/receipts",
        new { householdId = household.Id, period, amountCents, method = "transfer", receivedOn = Today },
        key: Calls.NewKey());

    /// <summary>Asks for a period's allocation; it goes on by itself.</summary>
    internal Task<JsonElement> StartAllocationAsync(Period period) => Treasurer.PostAsync(
        $"{Root}/allocation-runs", new { period }, HttpStatusCode.Accepted, Calls.NewKey());

    /// <summary>Allocates a period to its end.</summary>
    internal async Task<JsonElement> AllocateAsync(Period period) =>
        await AllocationEndsAsync(await StartAllocationAsync(period));

    /// <summary>What an allocation of the period would be, once it is worked out.</summary>
    internal async Task<JsonElement> PreviewAllocationAsync(Period period)
    {
        var preview = await Treasurer.PostAsync(
            $"{Root}/allocation-runs?dryRun=true", new { period }, HttpStatusCode.Accepted, Calls.NewKey());
        return await Treasurer.ReadUntilAsync(
            $"{Root}/allocation-runs/{preview.Id()}", read => read.Text("state") == "previewed",
            AllocationLimit);
    }

    internal Task<JsonElement> AllocationEndsAsync(JsonElement run) => Treasurer.ReadUntilAsync(
        $"{Root}/allocation-runs/{run.Id()}", read => read.Text("state") == "completed", AllocationLimit);
}
