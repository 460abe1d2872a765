using System.Text.Json;
using Caisse.Contracts;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Allocating;

/// <summary>
/// Starts the allocation run of a period: freeze the composition, reserve the euros, credit every household.
/// There is one run per period; asking again gives the same one, unless the fund's euros did not cover it.
/// A preview is worked out in the same way, freezes, reserves and credits nothing, and may be had any time.
/// </summary>
static class StartAllocationRun
{
    /// <summary>A caisse's older previews are forgotten: each is as large as a run.</summary>
    internal const int MostPreviews = 20;

    internal sealed record RunRequest(Period Period);

    internal static void Map(RouteGroupBuilder caisse) => caisse.MapPost("/allocation-runs", HandleAsync)
        .Describe(
            nameof(StartAllocationRun),
            "Allocate a period's MonA to every active household; dryRun=true only shows what it would be.")
        .Accepts202()
        .Allow(Grants.Treasurer);

    static Task<Answer<AllocationRunAnswer>> HandleAsync(
        RunRequest request, bool? dryRun, IdempotencyKey key, Caller caller, Database database,
        CancellationToken cancel)
    {
        var isPreview = dryRun == true;
        // A key is for what is asked, and the query of the address says whether a run is.
        object asked = isPreview ? new { request.Period, isPreview } : request;
        return key.OnceAsync(
            database, caller, asked, work => StartAsync(work, request.Period, isPreview), cancel);
    }

    static async Task<Answer<AllocationRunAnswer>> StartAsync(Work work, Period period, bool isPreview)
    {
        var scheme = await work.RuleOnAsync<SetAllocationScheme>(period.FirstDay);
        if (scheme is null)
        {
            return Refusal.Conflict(
                "no-allocation-scheme",
                $"No decision has set an allocation scheme in force on {period.FirstDay:yyyy-MM-dd}.");
        }
        var run = new
        {
            work.Caisse,
            RunId = Guid.CreateVersion7(),
            period,
            Scheme = JsonSerializer.Serialize(scheme.Rule, CaisseJson.Events),
            scheme.DecisionId,
            isPreview,
            work.Now,
        };
        if (await work.ExecuteAsync(InsertRun, run) == 1)
        {
            await work.AuditAsync("allocation-run.requested", run.RunId, null, new { period, isPreview });
            await work.PublishAsync(new AllocationRunRequested(
                work.Caisse, run.RunId, period, work.Now, scheme.Rule.NeedsContributions(), isPreview));
        }
        if (isPreview)
        {
            await work.ExecuteAsync(ForgetPreviews, new { work.Caisse, MostPreviews });
        }
        var answer = await work.OneAsync<AllocationRunAnswer>(ReadRun, run);
        return new Answer<AllocationRunAnswer>
        {
            Value = answer,
            Location = $"/v1/caisses/{work.Caisse}/allocation-runs/{answer.Id}",
        };
    }

    const string InsertRun =
        """
        insert into allocation_run (
            caisse_id, run_id, period, state, scheme, decision_id, is_preview, requested_at)
        values (@Caisse, @RunId, @period, 'reserving', @Scheme::jsonb, @DecisionId, @isPreview, @Now)
        on conflict (caisse_id, period) where state <> 'refused' and not is_preview do nothing
        """;

    const string ForgetPreviews =
        """
        with forgotten as (
            select run_id from allocation_run where caisse_id = @Caisse and is_preview
            order by run_id desc offset @MostPreviews
        ), emptied as (
            delete from allocation using forgotten
            where allocation.caisse_id = @Caisse and allocation.run_id = forgotten.run_id
        )
        delete from allocation_run using forgotten
        where allocation_run.caisse_id = @Caisse and allocation_run.run_id = forgotten.run_id
        """;

    const string ReadRun =
        $"""
        {AllocationRunAnswer.Select}
        where caisse_id = @Caisse and (run_id = @RunId
            or period = @period and state <> 'refused' and not is_preview and not @isPreview)
        """;
}
