using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Caisse.Identity.Mailing;

/// <summary>Delivers to a mail server, by TLS where it offers it.</summary>
sealed class SmtpDelivery(string host, int port, string? user, string? password) : IDelivery
{
    const int TimeoutMilliseconds = 20_000;

    public async Task DeliverAsync(MimeMessage message, CancellationToken cancel)
    {
        using var smtp = new SmtpClient { Timeout = TimeoutMilliseconds };
        await smtp.ConnectAsync(host, port, SecureSocketOptions.StartTlsWhenAvailable, cancel);
        if (!string.IsNullOrEmpty(user))
        {
            await smtp.AuthenticateAsync(user, password ?? "", cancel);
        }
        await smtp.SendAsync(message, cancel);
        await smtp.DisconnectAsync(quit: true, cancel);
    }
}
