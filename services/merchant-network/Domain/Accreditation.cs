namespace Caisse.MerchantNetwork.Domain;

/// <summary>What one decision said about a point of sale.</summary>
/// <param name="DecisionId">The decision.</param>
/// <param name="DecisionNumber">Its number in the register, which orders decisions in force from the same
/// day.</param>
/// <param name="State">accredited or suspended.</param>
/// <param name="Since">First day it holds.</param>
/// <param name="Until">Last day it holds, or null.</param>
/// <param name="Categories">Categories it may take MonA for; empty means all.</param>
/// <param name="Reason">Why it is suspended; null for an accreditation.</param>
sealed record AccreditationEntry(
    Guid DecisionId, int DecisionNumber, string State, DateOnly Since, DateOnly? Until,
    IReadOnlyList<string> Categories, string? Reason);

/// <summary>Where a point of sale stands on a day.</summary>
/// <param name="State">applied, accredited, suspended or ended.</param>
/// <param name="Entry">The entry in force; null for a point of sale that no decision has named yet.</param>
sealed record Standing(string State, AccreditationEntry? Entry);

/// <summary>
/// Where points of sale stand, from what decisions said about them, in whatever order these arrived.
/// </summary>
static class Accreditation
{
    internal const string Applied = "applied";
    internal const string Accredited = "accredited";
    internal const string Suspended = "suspended";
    internal const string Ended = "ended";

    /// <summary>
    /// The entries from the first in force to the last. A suspension carries the categories of the
    /// accreditation it suspends, so that the decision that lifts it can repeat them.
    /// </summary>
    internal static IReadOnlyList<AccreditationEntry> InOrder(IEnumerable<AccreditationEntry> history)
    {
        IReadOnlyList<string> categories = [];
        var ordered = new List<AccreditationEntry>();
        foreach (var entry in history.OrderBy(entry => entry.Since).ThenBy(entry => entry.DecisionNumber))
        {
            categories = entry.State == Suspended ? categories : entry.Categories;
            ordered.Add(entry with { Categories = categories });
        }
        return ordered;
    }

    /// <summary>Where a point of sale stands on a day.</summary>
    internal static Standing On(IEnumerable<AccreditationEntry> history, DateOnly day)
    {
        var entry = InOrder(history).LastOrDefault(entry => entry.Since <= day);
        return new Standing(entry is null ? Applied : entry.Until < day ? Ended : entry.State, entry);
    }
}
