using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;
using Caisse.Sortition.Drawing;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Relaxing;

namespace Caisse.Membership.Drawing;

/// <summary>
/// Computes the panels of frozen pools, one at a time. What it computes follows from the pool alone: killed
/// anywhere, or done twice by two instances, it is the same in the end.
/// </summary>
sealed class ComputePanels(Database database, Caisses caisses, ILogger<ComputePanels> logger)
    : RegularWork(Poll, "Panels wait to be computed", caisses, logger)
{
    /// <summary>Names this worker in the audit trail; it never changes.</summary>
    const string Actor = "ComputePanels";

    /// <summary>Also picks up what another instance, or this one before it was killed, left undone.</summary>
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    /// <summary>How often progress is written down, and a cancellation is seen.</summary>
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    protected override Task<bool> DoSomeAsync(KnownCaisse caisse, CancellationToken cancel) =>
        ComputeNextAsync(caisse.CaisseId, cancel);

    async Task<bool> ComputeNextAsync(string caisse, CancellationToken stop)
    {
        await using var work = await database.BeginAsync(caisse, Actor, stop);
        if (await ComputedPanels.TakeNextAsync(work) is not { } waiting)
        {
            return false;
        }
        using var trace = CaisseTracing.Begin(nameof(ComputePanels));
        using var unwanted = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var latest = new LatestProgress();
        var computing = Task.Factory.StartNew(
            () => Compute(waiting, latest, unwanted.Token), unwanted.Token, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        try
        {
            await WatchAsync(work, waiting, computing, latest, unwanted, stop);
            await work.FinishAsync(waiting, await computing);
            await work.CommitAsync(stop);
            return true;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            logger.LogInformation("Campaign {Campaign} was cancelled", waiting.CampaignId);
            return true;
        }
        finally
        {
            await unwanted.CancelAsync();
            await ((Task)computing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Notes how far it is until it is done; stops it when the campaign is called off.</summary>
    async Task WatchAsync(
        Work work, WaitingDraw waiting, Task computing, LatestProgress latest,
        CancellationTokenSource unwanted, CancellationToken stop)
    {
        DrawProgress? noted = null;
        while (await Task.WhenAny(computing, Task.Delay(Look, stop)) != computing)
        {
            stop.ThrowIfCancellationRequested();
            if (!await work.IsWantedAsync(waiting))
            {
                await unwanted.CancelAsync();
                return;
            }
            if (latest.Value is { } reached && reached != noted)
            {
                await using var note = await database.BeginAsync(work.Caisse, Actor, stop);
                await note.NoteAsync(waiting, noted = reached);
                await note.CommitAsync(stop);
            }
        }
    }

    ComputedDraw Compute(WaitingDraw waiting, LatestProgress latest, CancellationToken cancel)
    {
        try
        {
            var computed = PublicDraw.Compute(
                waiting.Pool, waiting.Salt, waiting.Seats, waiting.Alternates, waiting.Source, latest,
                cancel);
            if (computed is not null)
            {
                return new ComputedDraw(CampaignState.Committed, computed, null);
            }
            var pool = PublicDraw.Read(waiting.Pool) with { Quotas = waiting.Quotas };
            var advice = QuotaRelaxation.Find(pool, waiting.Seats, cancel)
                ?? throw new InvalidOperationException("No panel was found, and no conflict.");
            return new ComputedDraw(CampaignState.Infeasible, null, QuotaAdvice.Of(advice, pool.Quotas));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // It is the same each time, so that trying again would fail for ever.
            logger.LogError(exception, "The panels of campaign {Campaign} failed", waiting.CampaignId);
            return new ComputedDraw(CampaignState.Failed, null, null);
        }
    }
}

/// <summary>How far a computation was when it last said so.</summary>
sealed class LatestProgress : IProgress<DrawProgress>
{
    internal DrawProgress? Value { get; private set; }

    public void Report(DrawProgress value) => Value = value;
}
