using Caisse.Contracts;
using MassTransit;

namespace Caisse.ServiceDefaults;

/// <summary>An event that a service hears, and how its consumer is attached.</summary>
sealed record Subscription(
    Type Event, Action<IBusRegistrationConfigurator> Register,
    Action<IReceiveEndpointConfigurator, IBusRegistrationContext> Attach)
{
    internal static Subscription To<TEvent>() where TEvent : class, IEvent => new(
        typeof(TEvent),
        bus => bus.AddConsumer<InboxConsumer<TEvent>>(),
        (endpoint, context) => endpoint.ConfigureConsumer<InboxConsumer<TEvent>>(context));
}
