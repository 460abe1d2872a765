using System.Text.Json;
using Caisse.Membership.Campaigning;
using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;
using Caisse.Sortition.Drawing;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Pools;

namespace Caisse.Membership.Drawing;

/// <summary>A frozen pool whose panels are to be computed.</summary>
sealed record WaitingDraw(
    Guid CampaignId, Guid DrawId, byte[] Pool, string Salt, int Seats, int Alternates, string Source,
    IReadOnlyList<Quota> Quotas);

/// <summary>What came of it: evidence to commit to, or advice, or neither.</summary>
sealed record ComputedDraw(string State, ComputedEvidence? Computed, QuotaAdvice? Advice);

/// <summary>What is read and written about a computation.</summary>
static class ComputedPanels
{
    /// <summary>A pool that nobody else computes until this unit of work ends, or null.</summary>
    internal static async Task<WaitingDraw?> TakeNextAsync(Work work)
    {
        foreach (var drawId in await work.ListAsync<Guid>(ListComputing, new { work.Caisse }))
        {
            if (await work.OneAsync<bool>(TryLock, new { drawId })
                && await work.FindAsync<WaitingRow>(ReadWaiting, new { work.Caisse, drawId }) is { } row)
            {
                var quotas = await ReadCampaign.ReadQuotasAsync(work, row.CampaignId);
                return new WaitingDraw(
                    row.CampaignId, drawId, row.Pool, row.Salt, row.Seats, row.Alternates,
                    PublishedForm.SourceOf(row.ValueSource, row.AwaitedAt, row.ValueForm, row.ValueLength),
                    [.. quotas.Select(quota => quota.ToRequest().ToQuota())]);
            }
        }
        return null;
    }

    internal static Task<bool> IsWantedAsync(this Work work, WaitingDraw waiting) =>
        work.OneAsync<bool>(IsComputing, new { work.Caisse, waiting.CampaignId });

    internal static Task<int> NoteAsync(this Work work, WaitingDraw waiting, DrawProgress reached) =>
        work.ExecuteAsync(WriteProgress, new
        {
            work.Caisse, waiting.CampaignId, Progress = JsonSerializer.Serialize(reached, CaisseJson.Events),
        });

    /// <summary>
    /// Commits to the panels, or says why there are none. Panels that are ready only when the awaited value
    /// is there are worth nothing: who knew the value could have chosen the pool.
    /// </summary>
    internal static async Task FinishAsync(this Work work, WaitingDraw waiting, ComputedDraw computed)
    {
        if (await work.HoldCampaignAsync(waiting.CampaignId) is not { State: CampaignState.Computing })
        {
            return;
        }
        var state = computed.State;
        if (computed.Computed is { } drawn && await work.ExecuteAsync(InsertCommitment, new
        {
            work.Caisse, waiting.DrawId, drawn.Evidence.BundleHash, Text = drawn.Evidence.ToBytes(),
            Openings = drawn.Openings?.ToBytes(),
        }) == 0)
        {
            state = CampaignState.Late;
        }
        await work.ExecuteAsync(WriteState, new
        {
            work.Caisse, waiting.CampaignId, state,
            Advice = computed.Advice is null
                ? null : JsonSerializer.Serialize(computed.Advice, CaisseJson.Events),
        });
        await work.AuditAsync(
            $"campaign.{state}", waiting.CampaignId, new { State = CampaignState.Computing },
            new { state, computed.Computed?.Evidence.BundleHash });
    }

    sealed record WaitingRow(
        Guid CampaignId, byte[] Pool, string Salt, int Seats, int Alternates, string ValueSource,
        DateTimeOffset AwaitedAt, string? ValueForm, int? ValueLength);

    const string ListComputing =
        """
        select draw_id from draw join campaign using (caisse_id, campaign_id)
        where caisse_id = @Caisse and state = 'computing'
        order by draw_id limit 100
        """;

    const string TryLock = "select pg_try_advisory_xact_lock(hashtextextended(@drawId::text, 0))";

    const string ReadWaiting =
        """
        select campaign_id, pool, salt, seats, alternates, value_source, awaited_at, value_form, value_length
        from draw join campaign using (caisse_id, campaign_id)
        where caisse_id = @Caisse and draw_id = @drawId and state = 'computing'
        """;

    const string IsComputing =
        """
        select state = 'computing' from campaign where caisse_id = @Caisse and campaign_id = @CampaignId
        """;

    const string WriteProgress =
        """
        update campaign set progress = @Progress::jsonb
        where caisse_id = @Caisse and campaign_id = @CampaignId and state = 'computing'
        """;

    /// <summary>The time since the freeze goes by the clock of the database, which nobody tells.</summary>
    const string InsertCommitment =
        """
        insert into draw_commitment (caisse_id, draw_id, bundle_hash, evidence, openings, committed_at)
        select caisse_id, draw_id, @BundleHash, @Text, @Openings,
            frozen_at + (clock_timestamp() - recorded_at)
        from draw join campaign using (caisse_id, campaign_id)
        where caisse_id = @Caisse and draw_id = @DrawId
            and frozen_at + (clock_timestamp() - recorded_at) < awaited_at
        """;

    const string WriteState =
        """
        update campaign set state = @state, advice = @Advice::jsonb
        where caisse_id = @Caisse and campaign_id = @CampaignId
        """;
}
