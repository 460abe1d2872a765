using System.Globalization;
using Caisse.Portal.Calling;
using Caisse.Portal.Layout;
using Caisse.Portal.SigningIn;

namespace Caisse.Portal.Managing;

/// <summary>What the pages of those who run a caisse have in common.</summary>
public abstract class ManagingScreen : PersonScreen
{
    private protected override IReadOnlyList<string> For => [Roles.Coordinator, Roles.Treasurer];

    private protected string ThisMonth => Today.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>The names of households, by their ids; empty while the register does not answer.</summary>
    private protected async Task<IReadOnlyDictionary<Guid, string>> HouseholdNamesAsync() =>
        (await Own.ListAsync<ListedHousehold>("households", Cancel)).Value?
            .ToDictionary(one => one.Id, one => one.Names) ?? [];

    /// <summary>Who somebody of the staff is, by the subject that trails name.</summary>
    private protected async Task<IReadOnlyDictionary<string, string>> StaffNamesAsync() =>
        (await Own.ListAsync<StaffMember>("staff", Cancel)).Value?
            .GroupBy(one => one.ClientId).ToDictionary(same => same.Key, same => same.First().Name) ?? [];

    /// <summary>A month that was asked for, or this one.</summary>
    private protected string MonthOr(string? asked) =>
        DateOnly.TryParseExact($"{asked}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, default, out _)
            ? asked! : ThisMonth;

    /// <summary>At the beginning of a title.</summary>
    private protected static string Capital(string text) =>
        char.ToUpper(text[0], CultureInfo.CurrentCulture) + text[1..];

    private protected static DateOnly FirstDayOf(string month) =>
        DateOnly.ParseExact($"{month}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private protected static DateOnly LastDayOf(string month) => FirstDayOf(month).AddMonths(1).AddDays(-1);

    private protected static string MonthAfter(string month, int months) =>
        FirstDayOf(month).AddMonths(months).ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
