using System.Globalization;
using Caisse.Sortition.Pools;

namespace Caisse.Sortition.Commands;

/// <summary>How a pool, and then the panel, compare with what was asked, feature by feature.</summary>
static class QuotaReport
{
    internal const string FileName = "report.csv";
    internal const string Heading =
        "category,feature,min,max,min_percent,max_percent,pool,pool_percent,selected,selected_percent";

    /// <param name="pool">With everybody's features.</param>
    /// <param name="size">Persons on a panel.</param>
    /// <param name="panel">Places of those drawn; null before.</param>
    internal static IEnumerable<string> Lines(Pool pool, int size, IReadOnlyCollection<int>? panel)
    {
        var columns = pool.Categories.Index().ToDictionary(one => one.Item, one => one.Index);
        return pool.Quotas.Select(quota =>
        {
            var inPool = pool.Persons.Count(Has);
            var selected = panel?.Count(place => Has(pool.Persons[place]));
            return string.Join(',', [
                PrivateFiles.Cell(quota.Category), PrivateFiles.Cell(quota.Feature), Text(quota.Min),
                Text(quota.Max), Percent(quota.Min, size), Percent(quota.Max, size), Text(inPool),
                Percent(inPool, pool.Persons.Count), selected is { } count ? Text(count) : "",
                selected is { } those ? Percent(those, size) : "",
            ]);

            bool Has(Person person) => person.Features[columns[quota.Category]] == quota.Feature;
        });
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    static string Percent(int part, int whole) =>
        (100.0 * part / whole).ToString("0.0", CultureInfo.InvariantCulture);
}
