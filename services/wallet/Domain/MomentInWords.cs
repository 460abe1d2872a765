namespace Caisse.Wallet.Domain;

/// <summary>
/// When something happened, as a cashier says it: "at 14:05" when it was today, "on 2026-03-02 at 14:05" when
/// it was not.
/// </summary>
static class MomentInWords
{
    /// <param name="then">When it happened.</param>
    /// <param name="now">When it is said.</param>
    /// <param name="clockOf">An instant on the caisse's clocks.</param>
    internal static (string English, string French) Of(
        DateTimeOffset then, DateTimeOffset now, Func<DateTimeOffset, DateTimeOffset> clockOf)
    {
        var (told, today) = (clockOf(then), clockOf(now).Date);
        return told.Date == today
            ? ($"at {told:HH:mm}", $"à {told:HH:mm}")
            : ($"on {told:yyyy-MM-dd} at {told:HH:mm}", $"le {told:dd/MM/yyyy} à {told:HH:mm}");
    }
}
