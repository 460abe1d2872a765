using Caisse.Sortition.Pools;
using Caisse.Sortition.Relaxing;

namespace Caisse.Membership.Domain;

/// <summary>A quota as it was asked.</summary>
sealed record ConflictingQuota(string Feature, string Value, int Min, int Max);

/// <summary>A quota as it was asked, and as it would have to be.</summary>
sealed record RelaxedQuota(string Feature, string Value, int Min, int Max, int NewMin, int NewMax);

/// <summary>Why there is no panel, and what the least is that would allow one.</summary>
/// <param name="Conflict">Quotas that no panel satisfies together; none: there are too few addresses.</param>
/// <param name="Relaxation">The smallest widening; null when none that is allowed helps.</param>
sealed record QuotaAdvice(
    IReadOnlyList<ConflictingQuota> Conflict, IReadOnlyList<RelaxedQuota>? Relaxation)
{
    internal static QuotaAdvice Of(RelaxationAdvice advice, IReadOnlyList<Quota> asked)
    {
        var before = asked.ToDictionary(quota => (quota.Category, quota.Feature));
        return new QuotaAdvice(
            [.. advice.Conflict.Select(quota =>
                new ConflictingQuota(quota.Category, quota.Feature, quota.Min, quota.Max))],
            advice.Relaxed?.Select(now => (Now: now, Before: before[(now.Category, now.Feature)]))
                .Where(one => (one.Now.Min, one.Now.Max) != (one.Before.Min, one.Before.Max))
                .Select(one => new RelaxedQuota(
                    one.Now.Category, one.Now.Feature, one.Before.Min, one.Before.Max, one.Now.Min,
                    one.Now.Max))
                .ToList());
    }
}
