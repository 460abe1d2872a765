using MimeKit;

namespace Caisse.Identity.Mailing;

/// <summary>Hands a mail over to whoever carries it.</summary>
interface IDelivery
{
    /// <summary>Delivers, or throws; then it is tried again later.</summary>
    Task DeliverAsync(MimeMessage message, CancellationToken cancel);
}
