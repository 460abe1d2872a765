using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Caisse.Demo;

/// <summary>Instants, days and keys as the API writes them.</summary>
static class Moment
{
    internal static DateTimeOffset At(DateOnly day, double hour) =>
        new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddHours(hour);

    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static string Period(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>
    /// The same key for the same step, so that a step repeated after an outage or a restart is one step.
    /// </summary>
    internal static string Key(string slug, string what) =>
        $"{slug}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)))[..32]}";
}

/// <summary>Account numbers with right check digits that belong to nobody: bank code 99999.</summary>
static class ExampleIban
{
    internal static string Number(int number)
    {
        var account = $"9999900000{number:D11}00";
        var remainder = $"{account}152700".Aggregate(0, (left, digit) => ((left * 10) + (digit - '0')) % 97);
        return $"FR{98 - remainder:D2}{account}";
    }
}
