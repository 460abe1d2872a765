using Caisse.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.ServiceDefaults;

/// <summary>What a service registers on its own: handlers of events, workers, singletons.</summary>
public sealed class ServiceRegistration
{
    internal ServiceRegistration(WebApplicationBuilder builder) => Builder = builder;

    internal List<Subscription> Subscriptions { get; } = [];

    WebApplicationBuilder Builder { get; }

    /// <summary>The dependency injection container's contents.</summary>
    public IServiceCollection Services => Builder.Services;

    /// <summary>Configuration from the environment.</summary>
    public IConfiguration Configuration => Builder.Configuration;

    /// <summary>
    /// Lets a handler hear an event. Each delivery is applied once, in the handler's own transaction.
    /// </summary>
    public ServiceRegistration Handles<TEvent, THandler>()
        where TEvent : class, IEvent
        where THandler : class, IHandle<TEvent>
    {
        Services.AddScoped<IHandle<TEvent>, THandler>();
        if (Subscriptions.All(subscription => subscription.Event != typeof(TEvent)))
        {
            // One consumer runs all handlers of an event; attached twice, it would
            // receive each message twice.
            Subscriptions.Add(Subscription.To<TEvent>());
        }
        return this;
    }
}
