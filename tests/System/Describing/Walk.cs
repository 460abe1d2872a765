using Caisse.ServiceDefaults;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>A caisse with one of everything in it, for walking along all operations.</summary>
internal sealed class Walk
{
    internal required Fund Fund { get; init; }

    /// <summary>Someone with every role that staff can have.</summary>
    internal required HttpClient Everyone { get; init; }

    internal required Shop Shop { get; init; }

    /// <summary>What there is, under the names that addresses and bodies use.</summary>
    internal required IReadOnlyDictionary<string, string> Known { get; init; }

    internal Requests Requests { get; } = new();

    internal static async Task<Walk> BeginAsync(Platform platform, string slug)
    {
        var fund = await Fund.FoundAsync(
            platform, slug, Fund.At(2025, 12, 15), Fund.HundredPerAdult, Fund.OneEuro);
        var household = await fund.AdmitAsync(Fund.Month(2026, 1), new DateOnly(1980, 4, 1));
        await fund.ConveneAsync(household.MemberIds[0]);
        var everyone = await fund.NameMemberAsync(
            household.MemberIds[0], [.. Grants.StaffRoles.Where(role => role != Grants.Member)]);
        var shop = await fund.ApplyAsync("Épicerie");
        var (cardId, _) = await fund.IssueCardAsync(household);
        var bodies = await fund.Public.ReadAsync($"{fund.Root}/bodies");
        return new Walk
        {
            Fund = fund,
            Everyone = everyone,
            Shop = shop,
            Known = new Dictionary<string, string>
            {
                ["caisse"] = slug,
                ["householdId"] = household.Id.ToString(),
                ["household"] = household.Id.ToString(),
                ["memberId"] = household.MemberIds[0].ToString(),
                ["pointOfSaleId"] = shop.Id.ToString(),
                ["cardId"] = cardId.ToString(),
                ["bodyId"] = bodies.GetProperty("items")[0].Id().ToString(),
                ["number"] = "1",
            },
        };
    }

    /// <summary>What an address needs: something there is, or an id that nothing has.</summary>
    internal string ValueOf(string name) =>
        Known.GetValueOrDefault(name, "01981f00-0000-7000-8000-00000000ffff");
}
