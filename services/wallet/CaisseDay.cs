using Caisse.ServiceDefaults;

namespace Caisse.Wallet;

/// <summary>The calendar of the caisse that is worked for.</summary>
static class CaisseDay
{
    /// <summary>The day an instant falls on in the caisse's time zone.</summary>
    internal static Task<DateOnly> DayOfAsync(this Work work, DateTimeOffset at) =>
        work.OneAsync<DateOnly>(DayOf, new { work.Caisse, at });

    const string DayOf = "select (@at at time zone time_zone)::date from caisse where caisse_id = @Caisse";
}
