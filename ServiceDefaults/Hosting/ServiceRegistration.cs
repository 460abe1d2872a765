using Caisse.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Caisse.ServiceDefaults;

/// <summary>What a service registers on its own: handlers of events, workers, singletons.</summary>
public sealed class ServiceRegistration
{
    internal ServiceRegistration(WebApplicationBuilder builder, string name) =>
        (Builder, Name) = (builder, name);

    /// <summary>The service's name.</summary>
    public string Name { get; }

    internal List<Subscription> Subscriptions { get; } = [];

    WebApplicationBuilder Builder { get; }

    /// <summary>The dependency injection container's contents.</summary>
    public IServiceCollection Services => Builder.Services;

    /// <summary>Configuration from the environment.</summary>
    public IConfiguration Configuration => Builder.Configuration;

    /// <summary>
    /// Gives the service a second pool of connections to its database, under a key, for work whose sessions
    /// need settings of their own.
    /// </summary>
    /// <param name="key">Key of the keyed service <c>NpgsqlDataSource</c>.</param>
    /// <param name="settings">Settings of its sessions, as PGOPTIONS writes them.</param>
    /// <param name="atMost">Connections it keeps at most.</param>
    public void AddConnections(string key, string settings, int atMost)
    {
        var connection = DatabaseSetup.AsServiceRole(SharedSettings.DatabaseOf(Name).Of(Configuration), Name);
        connection.Options += $" {settings}";
        connection.MaxPoolSize = atMost;
        Services.AddKeyedSingleton(key, (_, _) => DatabaseSetup.Connect(connection.ConnectionString));
    }

    /// <summary>Runs a worker of this process; others may ask for it, to wake it.</summary>
    public ServiceRegistration AddWorker<TWorker>() where TWorker : class, IHostedService
    {
        Services.AddSingleton<TWorker>();
        Services.AddHostedService(provider => provider.GetRequiredService<TWorker>());
        return this;
    }

    /// <summary>
    /// Lets a handler hear an event. Each delivery is applied once, in the handler's own transaction.
    /// </summary>
    public ServiceRegistration Handles<TEvent, THandler>()
        where TEvent : class, IEvent
        where THandler : class, IHandle<TEvent>
    {
        // One without a name is refused at the start, not at its first message.
        _ = ConsumerAttribute.NameOf(typeof(THandler));
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
