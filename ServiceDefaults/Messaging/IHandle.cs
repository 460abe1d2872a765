using Caisse.Contracts;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Hears an event. What it writes through the unit of work is committed with the inbox entry: delivered
/// twice, applied once. Order of delivery is never assumed. Its class carries a
/// <see cref="ConsumerAttribute"/>.
/// </summary>
public interface IHandle<in TEvent> where TEvent : IEvent
{
    /// <summary>
    /// Whether the event is this handler's at all: what another one of the service asked for is not, and
    /// leaves no entry in its inbox. It looks at the event alone.
    /// </summary>
    bool Claims(TEvent happened) => true;

    /// <summary>Applies the event; an exception means it will be delivered again.</summary>
    Task HandleAsync(TEvent happened, Work work, CancellationToken cancel);
}
