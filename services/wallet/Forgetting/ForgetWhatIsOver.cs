using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Forgetting;

/// <summary>
/// Deletes, once an hour and by the real clock, what is only needed for a while: codes and requests that
/// nobody paid with, and the photographs of receipts some time after they were decided on.
/// </summary>
sealed class ForgetWhatIsOver(Database database, Caisses caisses, ILogger<ForgetWhatIsOver> logger)
    : RegularWork(Pause, "What is over waits to be forgotten", caisses, logger)
{
    /// <summary>Names this worker in the audit trail; it never changes.</summary>
    const string Actor = "ForgetWhatIsOver";

    /// <summary>Until then a till still hears that a code has expired, and when.</summary>
    const int UnusedDays = 31;

    /// <summary>Time for a household to disagree with a decision.</summary>
    internal const int DecidedDays = 90;

    const int MostRows = 10_000;

    static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>Deletes what is due, at most so much each hour.</summary>
    protected override async Task<bool> DoSomeAsync(KnownCaisse caisse, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caisse.CaisseId, Actor, cancel);
        await work.ExecuteAsync(Forget, new { work.Caisse, UnusedDays, DecidedDays, MostRows });
        await work.CommitAsync(cancel);
        return false;
    }

    const string Forget =
        """
        delete from shown_code where ctid = any(array(
            select ctid from shown_code
            where caisse_id = @Caisse and used_at is null
              and recorded_at < now() - make_interval(days => @UnusedDays)
            limit @MostRows));
        delete from payment_request where ctid = any(array(
            select ctid from payment_request
            where caisse_id = @Caisse and payment_id is null
              and recorded_at < now() - make_interval(days => @UnusedDays)
            limit @MostRows));
        delete from receipt_file where ctid = any(array(
            select receipt_file.ctid from receipt_file join receipt_claim using (caisse_id, claim_id)
            where caisse_id = @Caisse
              and decision_recorded_at < now() - make_interval(days => @DecidedDays)
            limit @MostRows));
        """;
}
