using System.Net;
using System.Text.Json;
using Caisse.Contracts.Contributions;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.Support;
using Caisse.Wallet.Allocating;
using Dapper;

namespace Caisse.Wallet.Tests;

/// <summary>What a run would be, without running it.</summary>
public sealed class PreviewTests(Fund fund) : IClassFixture<Fund>
{
    const string Runs = $"{Fund.Root}/allocation-runs";

    static readonly SetAllocationScheme Plain = new(10000, 5000);

    [Fact]
    public async Task A_preview_shows_totals_the_shortfall_and_the_ten_largest_changes_and_changes_nothing()
    {
        await fund.DecideAsync(SetAllocationScheme.Kind, Plain, new DateOnly(2028, 1, 1));
        // Of equal changes the household with the smaller id comes first.
        Guid[] households =
            [.. Enumerable.Range(0, 14).Select(_ => Guid.CreateVersion7()).OrderDescending()];
        await fund.AllocateAsync("2028-01", [.. households.Select(id => (id, People(3)))]);
        var before = await StateAsync();

        var preview = await fund.RequestPreviewAsync("2028-02");
        var requested = await fund.Service.ShouldPublishAsync<AllocationRunRequested>(
            request => request.RunId == preview);
        Assert.True(requested is { IsPreview: true, NeedsContributions: false });
        // The first leaves, the second stays as it was, the others grow.
        await fund.HearCompositionAsync(
            "2028-02", 0, 1, [.. households.Select((id, place) => (id, People(place + 2))).Skip(1)], preview);
        var asked = await fund.Service.ShouldPublishAsync<FundsReservationRequested>(
            request => request.RunId == preview);
        Assert.True(asked.IsPreview);
        await fund.Service.HearAsync(new FundsRefused(
            Fund.Caisse, preview, asked.AmountCents, 1234, DateTimeOffset.UtcNow, IsPreview: true));

        var shown = await fund.RunInStateAsync(preview, "previewed");
        Assert.Equal(13, shown.GetProperty("households").GetInt32());
        Assert.Equal(asked.AmountCents, shown.GetProperty("totalCents").GetInt64());
        Assert.Equal(1234, shown.GetProperty("shortfallCents").GetInt64());
        var changes = shown.GetProperty("largestChanges").EnumerateArray().Select(Change).ToList();
        Assert.Equal(
            [.. households.Index().Skip(5).Reverse().Select(one =>
                (one.Item, 20000L, 10000L + (5000 * (one.Index + 1))))],
            changes.Take(9).Select(change => (change.Household, change.Before, change.After)));
        Assert.Equal((households[0], 20000, 0, "0.00: not counted in 2028-02"), changes[9]);
        Assert.Equal(10, changes.Count);
        Assert.Equal(before, await StateAsync());
        using var app = fund.Service.Client($"{Fund.Caisse}:fund.read");
        Assert.Equal(
            JsonValueKind.Null,
            (await app.ReadAsync($"{Runs}/{preview}")).GetProperty("largestChanges").ValueKind);
    }

    [Fact]
    public async Task Previews_before_and_after_the_run_neither_block_it_nor_become_it()
    {
        await fund.DecideAsync(SetAllocationScheme.Kind, Plain, new DateOnly(2029, 1, 1));
        var household = await fund.AdmitAsync();
        Guid[] early = [await fund.RequestPreviewAsync("2029-01"), await fund.RequestPreviewAsync("2029-01")];
        var run = await fund.StartRunAsync("2029-01", (household, People(1)));
        Assert.DoesNotContain(run, early);

        // A preview hears its own slices and answers, and the run hears none of them.
        await ShowAsync(early[1], "2029-01", (household, People(2)));
        await fund.CreditAsync(run);
        await ShowAsync(early[0], "2029-01", (household, People(4)));
        var late = await fund.RequestPreviewAsync("2029-01");
        await ShowAsync(late, "2029-01", (household, People(1)));

        Assert.Equal(10000, await fund.BalanceAsync(household));
        Assert.Equal(run, (await fund.RequestRunAsync("2029-01")).Id());
        var allocations = await fund.Treasurer.ReadAsync($"{Fund.Root}/wallets/{household}/allocations");
        Assert.Equal(run, Assert.Single(allocations.GetProperty("items").EnumerateArray())
            .GetProperty("runId").GetGuid());
        var previewed = await fund.Treasurer.ReadAsync($"{Runs}/{early[0]}/allocations");
        Assert.Equal(
            "100.00 + 50.00 + 50.00 + 50.00",
            previewed.GetProperty("items")[0].GetProperty("reasoning").GetString());
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_preview_of_a_scheme_that_needs_contributions_waits_for_its_own()
    {
        await fund.DecideAsync(
            SetAllocationScheme.Kind,
            new SetAllocationScheme(
                0, 0, Basis: AllocationBasis.MultipleOfContribution, MultiplierPercent: 200),
            new DateOnly(2029, 3, 1));
        var household = await fund.AdmitAsync();
        var preview = await fund.RequestPreviewAsync("2029-03");
        await fund.HearContributionsAsync("2029-03", 0, 1, [new(household, 500, 900)]);
        await fund.HearCompositionAsync("2029-03", 0, 1, [(household, People(1))], preview);
        await fund.HearContributionsAsync("2029-03", 0, 1, [new(household, 500, 700)], preview);
        var asked = await fund.Service.ShouldPublishAsync<FundsReservationRequested>(
            request => request.RunId == preview);
        Assert.Equal(1400, asked.AmountCents);
        // An answer that would be for a run starts nothing.
        await fund.Service.HearAsync(
            new FundsReserved(Fund.Caisse, preview, 1400, DateTimeOffset.UtcNow));
        await fund.RunInStateAsync(preview, "reserving");
    }

    [Fact]
    public async Task A_key_is_for_a_preview_or_for_a_run_and_not_for_both()
    {
        await fund.DecideAsync(SetAllocationScheme.Kind, Plain, new DateOnly(2029, 5, 1));
        var (key, body) = (Guid.NewGuid().ToString(), new { period = "2029-05" });
        var first = await fund.Treasurer.PostAsync($"{Runs}?dryRun=true", body, HttpStatusCode.Accepted, key);
        var again = await fund.Treasurer.PostAsync($"{Runs}?dryRun=true", body, HttpStatusCode.Accepted, key);
        Assert.Equal(first.Id(), again.Id());
        var refused = await fund.Treasurer.PostAsync(Runs, body, HttpStatusCode.UnprocessableEntity, key);
        Assert.Equal("idempotency-key-reused", refused.ProblemType());
        await fund.Treasurer.PostAsync($"{Runs}?dryRun=true", body, HttpStatusCode.BadRequest);
        await fund.Treasurer.PostAsync($"{Runs}?dryRun=perhaps", body, HttpStatusCode.BadRequest, key);
    }

    [Fact]
    public async Task Older_previews_are_forgotten_and_runs_are_not()
    {
        await fund.DecideAsync(SetAllocationScheme.Kind, Plain, new DateOnly(2029, 7, 1));
        var household = await fund.AdmitAsync();
        var run = await fund.AllocateAsync("2029-07", (household, People(1)));
        var oldest = await fund.RequestPreviewAsync("2029-08");
        await ShowAsync(oldest, "2029-08", (household, People(1)));
        var unheard = await fund.RequestPreviewAsync("2029-08");
        await fund.HearCompositionAsync("2029-08", 0, 2, [(household, People(1))], unheard);
        for (var time = 0; time < StartAllocationRun.MostPreviews; time++)
        {
            await fund.RequestPreviewAsync("2029-08");
        }
        await fund.Treasurer.ReadAsync($"{Runs}/{oldest}", HttpStatusCode.NotFound);
        await fund.Treasurer.ReadAsync($"{Runs}/{unheard}", HttpStatusCode.NotFound);
        await fund.Treasurer.ReadAsync($"{Runs}/{run.Id()}/allocations");
        await fund.HearCompositionAsync("2029-08", 1, 2, [], unheard);
        Assert.Equal(10000, await fund.BalanceAsync(household));
    }

    static int[] People(int count) => [.. Enumerable.Repeat(30, count)];

    static (Guid Household, long Before, long After, string? Reasoning) Change(JsonElement change) => (
        change.GetProperty("householdId").GetGuid(), change.GetProperty("beforeCents").GetInt64(),
        change.GetProperty("afterCents").GetInt64(), change.GetProperty("reasoning").GetString());

    /// <summary>Plays the other services' answers to a preview that the fund covers.</summary>
    async Task ShowAsync(Guid preview, string period, params (Guid Household, int[] Ages)[] households)
    {
        await fund.HearCompositionAsync(period, 0, 1, households, preview);
        var asked = await fund.Service.ShouldPublishAsync<FundsReservationRequested>(
            request => request.RunId == preview);
        await fund.Service.HearAsync(new FundsReserved(
            Fund.Caisse, preview, asked.AmountCents, DateTimeOffset.UtcNow, IsPreview: true));
        var shown = await fund.RunInStateAsync(preview, "previewed");
        Assert.Equal(0, shown.GetProperty("shortfallCents").GetInt64());
    }

    /// <summary>Everything a preview must leave as it is.</summary>
    async Task<string> StateAsync()
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<string>(
            """
            select concat_ws('; ', (select count(*) from transfer),
                (select sum(abs(balance_cents)) from account),
                (select string_agg(run_id::text || state, ',' order by run_id) from allocation_run
                where not is_preview))
            """))!;
    }
}
