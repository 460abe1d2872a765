using System.Globalization;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Domain;

/// <summary>What the register knows of a person that quotas may speak of.</summary>
sealed record RegisteredFeatures(int Age, string? District, string? IncomeBracket);

/// <summary>A candidate's value for a feature.</summary>
sealed record FeatureValue(string Feature, string Value);

/// <summary>
/// What a campaign's quotas need to know of a candidate: what the register knows, and for the rest what they
/// answer. Nothing else is kept.
/// </summary>
static class CandidateFeatures
{
    internal const string Age = "age";
    internal const string District = "district";
    internal const string IncomeBracket = "income_bracket";

    /// <summary>A value for every feature, or what is missing, not offered, or not as registered.</summary>
    internal static (IReadOnlyDictionary<string, string> Features, Refusal? Problem) Decide(
        IReadOnlyCollection<FeatureValue> offered, RegisteredFeatures registered,
        IReadOnlyCollection<FeatureValue> answers)
    {
        var values = offered.ToLookup(one => one.Feature, one => one.Value);
        var answered = answers.ToLookup(one => one.Feature, one => one.Value);
        var features = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var wrong = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var feature in values)
        {
            var known = Known(feature.Key, [.. feature], registered);
            var answer = answered[feature.Key].FirstOrDefault();
            var value = known ?? answer;
            if (value is null)
            {
                wrong[feature.Key] = "An answer is missing.";
            }
            else if (answer is not null && answer != value)
            {
                wrong[feature.Key] = "The register says otherwise.";
            }
            else if (!feature.Contains(value))
            {
                wrong[feature.Key] = $"There is no quota for it; there are {string.Join(", ", feature)}.";
            }
            else
            {
                features[feature.Key] = value;
            }
        }
        foreach (var answer in answers.Where(answer => !values.Contains(answer.Feature)))
        {
            wrong[answer.Feature] = "This campaign does not ask it.";
        }
        return (features, wrong.Count == 0 ? null : Refusal.Unprocessable(
            "answers-do-not-fit", string.Join(" ", wrong.Select(one => $"{one.Key}: {one.Value}")))
            .With("features", wrong));
    }

    /// <summary>The features of which the register says nothing that is offered: candidates answer.</summary>
    internal static IEnumerable<string> NotRegistered(
        IReadOnlyCollection<FeatureValue> offered, RegisteredFeatures registered) =>
        from feature in offered.GroupBy(one => one.Feature, one => one.Value)
        where Known(feature.Key, [.. feature], registered) is null
        select feature.Key;

    /// <summary>
    /// A candidate's features on the day the pool is frozen: as the register has them by then, and as they
    /// were where it does not know. Null when there is no quota for what the register has.
    /// </summary>
    /// <param name="offered">What there are quotas for.</param>
    /// <param name="registered">What the register knows now.</param>
    /// <param name="entered">The features they volunteered with.</param>
    /// <param name="answered">Which of these were their own answers; null: nobody wrote it down.</param>
    internal static IReadOnlyDictionary<string, string>? Refresh(
        IReadOnlyCollection<FeatureValue> offered, RegisteredFeatures registered,
        IReadOnlyDictionary<string, string> entered, IReadOnlyCollection<string>? answered)
    {
        var features = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var feature in offered.GroupBy(one => one.Feature, one => one.Value))
        {
            var hasOther = answered?.Contains(feature.Key) == false && Has(feature.Key, registered);
            var value = Known(feature.Key, [.. feature], registered)
                ?? (hasOther ? null : entered.GetValueOrDefault(feature.Key));
            if (value is null || !feature.Contains(value))
            {
                return null;
            }
            features[feature.Key] = value;
        }
        return features;
    }

    static bool Has(string feature, RegisteredFeatures registered) =>
        (feature == District && registered.District is not null)
        || (feature == IncomeBracket && registered.IncomeBracket is not null);

    /// <summary>Ages by bracket; a person of an age for which there is no bracket has none.</summary>
    static string? Known(string feature, string[] values, RegisteredFeatures registered) => feature switch
    {
        Age when values.All(value => AgeBracket.TryParse(value, out _)) =>
            values.FirstOrDefault(value => AgeBracket.TryParse(value, out var bracket)
                && bracket.Holds(registered.Age)) ?? registered.Age.ToString(CultureInfo.InvariantCulture),
        // Quotas may divide the territory or incomes in another way than the register does: then they answer.
        District => values.FirstOrDefault(value => value == registered.District),
        IncomeBracket => values.FirstOrDefault(value => value == registered.IncomeBracket),
        _ => null,
    };
}

/// <summary>Ages from one to another, both included: "30-44", "75+".</summary>
readonly record struct AgeBracket(int From, int To)
{
    internal bool Holds(int age) => From <= age && age <= To;

    internal static bool TryParse(string text, out AgeBracket bracket)
    {
        bracket = default;
        var parts = text.EndsWith('+') ? [text[..^1], "999"] : text.Split('-');
        if (parts.Length != 2 || !Number(parts[0], out var from) || !Number(parts[1], out var to)
            || from > to)
        {
            return false;
        }
        bracket = new AgeBracket(from, to);
        return true;
    }

    static bool Number(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= 999;
}
