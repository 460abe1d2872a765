using Caisse.Contracts.Governance.Effects;

namespace Caisse.Wallet.Domain;

/// <summary>What a household receives for a period, and why.</summary>
/// <param name="Cents">MonA cents.</param>
/// <param name="Reasoning">The sum as people write it: "150.00 + 75.00 + 40.00".</param>
sealed record AllocationAmount(long Cents, string Reasoning)
{
    /// <summary>
    /// The oldest is the first person; each other one counts as a child under the scheme's age, as
    /// a further person above.
    /// </summary>
    /// <param name="scheme">The scheme in force.</param>
    /// <param name="ages">Ages in whole years on the period's first day.</param>
    internal static AllocationAmount Of(SetAllocationScheme scheme, IEnumerable<int> ages)
    {
        var parts = ages.OrderDescending()
            .Select((age, position) => Part(scheme, age, isFirst: position == 0)).ToList();
        var given = parts.Where(cents => cents > 0).Select(Domain.Cents.Text).ToList();
        return new AllocationAmount(
            parts.Sum(), given.Count == 0 ? Domain.Cents.Text(0) : string.Join(" + ", given));
    }

    static long Part(SetAllocationScheme scheme, int age, bool isFirst) =>
        isFirst ? scheme.FirstPersonCents
        : scheme.ChildUnderAge is { } limit && age < limit ? scheme.ChildCents ?? 0
        : scheme.FurtherPersonCents;
}
