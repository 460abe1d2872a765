using Caisse.ServiceDefaults;
using MimeKit;

namespace Caisse.Identity.Mailing;

/// <summary>
/// Sends the mail that waits, each by one instance; what cannot be delivered is tried again, later and later,
/// and given up after a few times: codes are old by then.
/// </summary>
sealed class DeliverLetters(
    Database database, Letterbox letterbox, IDelivery delivery, IConfiguration configuration,
    ILogger<DeliverLetters> logger) : BackgroundService
{
    const int MaxTries = 6;

    static readonly TimeSpan Round = TimeSpan.FromSeconds(20);

    readonly MailboxAddress from = MailboxAddress.Parse(IdentitySettings.MailFrom.Of(configuration));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await DeliverOneAsync(stoppingToken))
                {
                }
                await letterbox.Posted.WaitAsync(Round, stoppingToken);
            }
            catch (Exception exception) when (exception.IsFailure(stoppingToken))
            {
                logger.LogWarning(exception, "Mail is not delivered; next round in {Pause}", Round);
                await letterbox.Posted.WaitAsync(Round, stoppingToken);
            }
        }
    }

    /// <summary>Whether there was one that was due.</summary>
    async Task<bool> DeliverOneAsync(CancellationToken cancel)
    {
        await using var work = await database.BeginAsync("", IdentityService.Name, cancel);
        var now = TimeProvider.System.GetUtcNow();
        if (await work.FindAsync<LetterRow>(TakeDue, new { now }) is not { } row)
        {
            return false;
        }
        try
        {
            await delivery.DeliverAsync(Message(letterbox.Open(row.LetterId, row.Sealed)), cancel);
            await work.ExecuteAsync(Delete, new { row.LetterId });
        }
        catch (Exception exception) when (exception.IsFailure(cancel))
        {
            logger.LogWarning(
                exception, "A mail was not delivered, try {Try} of {MaxTries}", row.Tries + 1, MaxTries);
            await work.ExecuteAsync(
                row.Tries + 1 >= MaxTries ? Delete : Postpone,
                new { row.LetterId, Due = now + TimeSpan.FromSeconds(10 * Math.Pow(3, row.Tries)) });
        }
        await work.CommitAsync(cancel);
        return true;
    }

    MimeMessage Message(Letter letter)
    {
        var message = new MimeMessage
        {
            Subject = letter.Subject,
            Body = new TextPart { Text = letter.Body },
        };
        message.From.Add(from);
        message.To.Add(MailboxAddress.Parse(letter.To));
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    sealed record LetterRow(Guid LetterId, byte[] Sealed, int Tries);

    const string TakeDue =
        """
        select letter_id, sealed, tries from letter where due_at <= @now
        order by due_at limit 1 for update skip locked
        """;

    const string Delete = "delete from letter where letter_id = @LetterId";

    const string Postpone = "update letter set tries = tries + 1, due_at = @Due where letter_id = @LetterId";
}
