using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Backing;

/// <summary>The day on which a handler books.</summary>
static class TodayInCaisse
{
    /// <exception cref="InvalidOperationException">
    /// The caisse's founding has not been heard yet: the message is tried again, and kept if that goes on.
    /// </exception>
    internal static async Task<DateOnly> TodayAsync(
        this Caisses caisses, Work work, CancellationToken cancel) =>
        await caisses.FindAsync(work.Caisse, cancel) is { } caisse
            ? caisse.DayOf(work.Now)
            : throw new InvalidOperationException(
                $"The founding of caisse \"{work.Caisse}\" has not been heard yet.");
}
