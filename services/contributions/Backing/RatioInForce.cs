using Caisse.Contributions.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Backing;

/// <summary>The backing ratio that holds on a day.</summary>
static class RatioInForce
{
    internal static async Task<int> ReadPercentAsync(Work work, DateOnly on) =>
        await work.FindAsync<int?>(ReadPercent, new { work.Caisse, on }) ?? BackingRule.PercentUntilDecided;

    const string ReadPercent =
        """
        select percent from backing_ratio
        where caisse_id = @Caisse and in_force_from <= @on
        order by in_force_from desc, decision_number desc limit 1
        """;
}
