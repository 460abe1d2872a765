using Caisse.Contracts;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.ClosingMonths;

/// <summary>Where the closings of a ledger ended.</summary>
/// <param name="Period">The last month that is closed.</param>
/// <param name="ToPosition">Up to which movement.</param>
/// <param name="IssuedCents">MonA issued up to there.</param>
/// <param name="SettledCents">MonA reimbursed up to there.</param>
/// <param name="Digest">Its digest.</param>
sealed record LastClosing(
    Period Period, long ToPosition, long IssuedCents, long SettledCents, string Digest);

/// <summary>What no closing covers yet.</summary>
/// <param name="Last">The last closing, or null before the first.</param>
/// <param name="Next">The month to close next, or null when nothing has moved since.</param>
sealed record OpenMonth(LastClosing? Last, Period? Next)
{
    internal long FromPosition => Last?.ToPosition ?? 0;

    internal static async Task<OpenMonth> ReadAsync(Work work, KnownCaisse caisse)
    {
        var last = await work.FindAsync<LastClosing>(ReadLast, new { work.Caisse });
        var oldest = await work.OneAsync<DateTimeOffset?>(
            OldestAfter, new { work.Caisse, Position = last?.ToPosition ?? 0 });
        return new OpenMonth(last, ClosingOrder.Next(caisse, last?.Period, oldest));
    }

    /// <summary>The last movement before the end of a month that has one.</summary>
    internal Task<long> LastPositionAsync(Work work, KnownCaisse caisse, Period period) =>
        work.OneAsync<long>(
            LastBefore, new { work.Caisse, FromPosition, End = ClosingOrder.EndOf(caisse, period) });

    const string ReadLast =
        """
        select period, to_position, issued_cents, settled_cents, digest
        from ledger_closing where caisse_id = @Caisse order by period desc limit 1
        """;

    const string OldestAfter =
        "select min(at) from transfer where caisse_id = @Caisse and position > @Position";

    const string LastBefore =
        """
        select max(position) from transfer
        where caisse_id = @Caisse and position > @FromPosition and at < @End
        """;
}
