using System.Globalization;
using Caisse.ServiceDefaults;
using Caisse.Sortition.Pools;

namespace Caisse.Membership.Domain;

/// <summary>How many seats go to people with one value of a feature.</summary>
/// <param name="Feature">For instance "age".</param>
/// <param name="Value">For instance "30-44".</param>
/// <param name="Min">No fewer than these.</param>
/// <param name="Max">No more than these.</param>
/// <param name="LowestMin">How low a relaxation may set the minimum.</param>
/// <param name="HighestMax">How high a relaxation may set the maximum; null: as high as need be.</param>
sealed record QuotaRequest(
    string Feature, string Value, int Min, int Max, int LowestMin = 0, int? HighestMax = null)
{
    internal Quota ToQuota() =>
        new(Feature, Value, Min, Max, LowestMin, HighestMax ?? int.MaxValue);
}

/// <summary>A quota of a campaign, and how it follows from a population when it was not entered.</summary>
sealed record CampaignQuota(
    QuotaRequest Quota, string? Explanation = null, string? ExplanationInFrench = null);

/// <summary>The quotas of a campaign, entered or derived.</summary>
static class CampaignQuotas
{
    internal const int MostSeats = 500;

    /// <summary>A region's table of shares is a page; this is a book.</summary>
    internal const int LongestPopulation = 50_000;

    const int LongestWord = 100;

    /// <summary>All of them, or everything that is wrong among the check's errors.</summary>
    internal static IReadOnlyList<CampaignQuota> CheckInto(
        Check check, IReadOnlyList<QuotaRequest?> entered, string? population, int seats)
    {
        check.Count(entered, population is null ? 1 : 0, Pool.MostFeatures, "quotas");
        foreach (var (position, quota) in entered.Take(Pool.MostFeatures).Index())
        {
            CheckInto(check, quota, $"quotas[{position}]");
        }
        var derived = population is null ? [] : Derive(check, population, seats);
        var all = entered.OfType<QuotaRequest>().Select(quota => new CampaignQuota(quota)).Concat(derived)
            .ToList();
        var twice = all.GroupBy(one => (one.Quota.Feature, one.Quota.Value))
            .FirstOrDefault(same => same.Count() > 1);
        check.That(twice is null, "quotas", $"{twice?.Key.Feature} {twice?.Key.Value} is there twice.")
            .That(
                all.Select(one => one.Quota.Feature).Distinct().Count() <= Pool.MostCategories, "quotas",
                $"may speak of {Pool.MostCategories} features at most.");
        return all;
    }

    static void CheckInto(Check check, QuotaRequest? quota, string field)
    {
        check.That(quota is not null, field, "must be a quota.");
        if (quota is not null)
        {
            check.Text(quota.Feature, $"{field}.feature", LongestWord)
                .Text(quota.Value, $"{field}.value", LongestWord)
                .That(quota.Min is >= 0 and <= MostSeats, $"{field}.min", $"must be from 0 to {MostSeats}.")
                .That(
                    quota.Max >= quota.Min && quota.Max <= MostSeats, $"{field}.max",
                    $"must be from min to {MostSeats}.")
                .That(
                    quota.LowestMin >= 0 && quota.LowestMin <= quota.Min, $"{field}.lowestMin",
                    "must be from 0 to min.")
                .That(
                    quota.HighestMax is null || quota.HighestMax >= quota.Max, $"{field}.highestMax",
                    "must not be below max.");
        }
    }

    static List<CampaignQuota> Derive(Check check, string population, int seats)
    {
        check.That(
            population.Length <= LongestPopulation, "population",
            $"must have at most {LongestPopulation} characters.");
        if (population.Length > LongestPopulation || seats is < 1 or > MostSeats)
        {
            return [];
        }
        var (quotas, errors) = PopulationTable.Read(population, seats, "population");
        foreach (var error in errors)
        {
            check.That(false, "population", $"{error}");
        }
        foreach (var quota in quotas)
        {
            check.Text(quota.Quota.Category, "population", LongestWord)
                .Text(quota.Quota.Feature, "population", LongestWord);
        }
        return [.. quotas.Select(one => Explain(one, seats))];
    }

    static CampaignQuota Explain(DerivedQuota derived, int seats)
    {
        var (min, max) = (derived.Quota.Min, derived.Quota.Max);
        var (share, exact) = (Number(derived.SharePercent), Number(derived.ExactSeats));
        return new CampaignQuota(
            new QuotaRequest(derived.Quota.Category, derived.Quota.Feature, min, max),
            $"{share} % of {seats} seats is {exact}: "
            + (min == max ? $"exactly {min}." : $"rounded down {min}, rounded up {max}."),
            $"{French(share)} % de {seats} sièges font {French(exact)} : "
            + (min == max ? $"exactement {min}." : $"{min} par défaut, {max} par excès."));
    }

    static string Number(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    static string French(string number) => number.Replace('.', ',');
}
