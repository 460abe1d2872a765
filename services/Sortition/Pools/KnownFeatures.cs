using System.Globalization;
using System.Text.RegularExpressions;

namespace Caisse.Sortition.Pools;

/// <summary>
/// The features that quotas speak of. Where they are ranges of whole numbers, such as "16-29" and "60+", a
/// number is the range that it falls into.
/// </summary>
sealed partial class KnownFeatures
{
    readonly HashSet<(string Category, string Feature)> _known;
    readonly ILookup<string, (string Feature, int From, int To)> _ranges;

    internal KnownFeatures(IReadOnlyCollection<Quota> quotas)
    {
        _known = [.. quotas.Select(quota => (quota.Category, quota.Feature))];
        _ranges = quotas.Select(quota => (quota.Category, quota.Feature, Match: Range().Match(quota.Feature)))
            .Where(quota => quota.Match.Success)
            .ToLookup(quota => quota.Category, quota => (
                quota.Feature, Number(quota.Match.Groups["from"].Value) ?? 0,
                quota.Match.Groups["to"].Success
                    ? Number(quota.Match.Groups["to"].Value) ?? int.MaxValue : int.MaxValue));
    }

    /// <summary>The feature that a cell means; null when there is none, or more than one.</summary>
    internal string? Of(string category, string cell)
    {
        if (_known.Contains((category, cell))) return cell;
        if (Number(cell) is not { } number) return null;
        var fitting = _ranges[category].Where(range => number >= range.From && number <= range.To).ToList();
        return fitting is [var only] ? only.Feature : null;
    }

    static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"^(?<from>[0-9]{1,6})\s*(\+|[-\u2013]\s*(?<to>[0-9]{1,6}))\z")]
    private static partial Regex Range();
}
