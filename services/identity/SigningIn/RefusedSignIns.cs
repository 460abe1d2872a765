using System.Threading.RateLimiting;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.SigningIn;

/// <summary>
/// Logs and audits refused sign-ins. Whoever guesses must not fill logs and tables: beyond so many a minute,
/// they are counted.
/// </summary>
sealed class RefusedSignIns(Database database, ILogger<RefusedSignIns> logger) : IDisposable
{
    const int NotedPerMinute = 60;
    const int LongestNamed = 60;

    readonly FixedWindowRateLimiter noted = new(new FixedWindowRateLimiterOptions
    {
        PermitLimit = NotedPerMinute,
        Window = TimeSpan.FromMinutes(1),
        QueueLimit = 0,
    });

    int passedOver;

    /// <summary>Notes a refusal.</summary>
    /// <param name="caisse">The caisse of the client or account; <c>*</c> where it is not known.</param>
    /// <param name="who">The client or account as far as it is known; never a secret or an address.</param>
    /// <param name="why">One of a few words.</param>
    /// <param name="cancel">Ends it.</param>
    internal async Task NoteAsync(string caisse, string who, string why, CancellationToken cancel)
    {
        using var lease = noted.AttemptAcquire();
        if (!lease.IsAcquired)
        {
            Interlocked.Increment(ref passedOver);
            return;
        }
        var named = Printable(who);
        logger.LogWarning(
            "Sign-in of {Who} refused: {Why}; {PassedOver} more since the last line",
            named, why, Interlocked.Exchange(ref passedOver, 0));
        await using var work = await database.BeginAsync(caisse, named, cancel);
        await work.AuditAsync("sign-in.refused", named, null, new { why });
        await work.CommitAsync(cancel);
    }

    static string Printable(string who)
    {
        var printable = new string([.. who.Where(letter => letter is > ' ' and <= '~').Take(LongestNamed)]);
        return printable.Length == 0 ? "unknown" : printable;
    }

    public void Dispose() => noted.Dispose();
}
