using Caisse.Contracts;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Hears an event. What it writes through the unit of work is committed with the inbox entry: delivered
/// twice, applied once. Order of delivery is never assumed. Its class carries a
/// <see cref="ConsumerAttribute"/>.
/// </summary>
public interface IHandle<in TEvent> where TEvent : IEvent
{
    /// <summary>Applies the event; an exception means it will be delivered again.</summary>
    Task HandleAsync(TEvent happened, Work work, CancellationToken cancel);
}
