using Caisse.Contracts;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Allocating;

/// <summary>
/// A run that still has to hear what it is worked out from. Properties instead of a constructor: Dapper finds
/// none for arrays.
/// </summary>
sealed record HearingRun
{
    public Guid RunId { get; init; }

    public Period Period { get; init; }

    public string Scheme { get; init; } = "";

    public bool IsPreview { get; init; }

    public int? Slices { get; init; }

    public int[] SlicesHeard { get; init; } = [];

    public int? ContributionSlices { get; init; }

    public int[] ContributionSlicesHeard { get; init; } = [];

    /// <summary>
    /// The run that a slice is for: the preview that asked, or the period's run; null once it is worked out.
    /// Locked, so that of the last two slices heard at once one sees the other.
    /// </summary>
    internal static Task<HearingRun?> LockAsync(Work work, Period period, Guid? previewId) =>
        work.FindAsync<HearingRun>(Lock, new { work.Caisse, period, previewId });

    /// <summary>Whether all is there that its scheme asks for, in however many slices.</summary>
    internal bool HasHeardAllFor(SetAllocationScheme scheme) =>
        SlicesHeard.Length == Slices
        && (!scheme.NeedsContributions() || ContributionSlicesHeard.Length == ContributionSlices);

    const string Lock =
        """
        select run_id, period, scheme::text, is_preview, slices, slices_heard, contribution_slices,
            contribution_slices_heard
        from allocation_run
        where caisse_id = @Caisse and period = @period and state = 'reserving' and total_cents is null
          and is_preview = (@previewId::uuid is not null)
          and (@previewId::uuid is null or run_id = @previewId)
        for update
        """;
}
