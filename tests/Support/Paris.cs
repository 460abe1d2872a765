namespace Caisse.Support;

/// <summary>
/// The calendar of the caisses in tests: late in the evening in UTC their day, and on the last day of a month
/// their month, is already the next one.
/// </summary>
public static class Paris
{
    static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    /// <summary>The time on a clock there.</summary>
    public static DateTimeOffset Now => At(TimeProvider.System.GetUtcNow());

    /// <summary>The day there.</summary>
    public static DateOnly Today => DayOf(TimeProvider.System.GetUtcNow());

    /// <summary>What a clock there shows at an instant.</summary>
    public static DateTimeOffset At(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Zone);

    /// <summary>The day there at an instant.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(At(instant).DateTime);
}
