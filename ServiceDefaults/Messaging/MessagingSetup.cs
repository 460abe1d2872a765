using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Caisse.ServiceDefaults;

/// <summary>
/// The one room that knows MassTransit. Each service has one durable quorum queue named after it; what still
/// fails after the retries lands in <c>(service)_error</c>.
/// </summary>
static class MessagingSetup
{
    /// <summary>Under this name the library of this room logs, traces and counts.</summary>
    internal const string Library = "MassTransit";

    const int Prefetch = 64;
    const int ConcurrentMessages = 12;
    const int Retries = 5;

    /// <summary>An outage of the database is waited out; the message is not to blame.</summary>
    const int RetriesDuringOutage = 10_000;

    internal static string ErrorQueueOf(string service) => $"{service}_error";

    internal static void AddMessaging(
        this WebApplicationBuilder builder, string service, IReadOnlyList<Subscription> subscriptions)
    {
        var broker = SharedSettings.Broker.Of(builder.Configuration);
        builder.Services.AddSingleton(new BrokerAddress(broker, service));
        builder.Services.AddSingleton<FailedMessages>();
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            foreach (var subscription in subscriptions)
            {
                subscription.Register(bus);
            }
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(broker);
                rabbit.ReceiveEndpoint(service, endpoint =>
                {
                    endpoint.SetQuorumQueue();
                    endpoint.PublishFaults = false;
                    // A span of the archive that is sent again holds more than this service listens to.
                    endpoint.DiscardSkippedMessages();
                    endpoint.PrefetchCount = Prefetch;
                    endpoint.ConcurrentMessageLimit = ConcurrentMessages;
                    endpoint.UseMessageRetry(retry => retry
                        .Exponential(
                            Retries, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5),
                            TimeSpan.FromMilliseconds(100)));
                    endpoint.UseMessageRetry(outage =>
                    {
                        outage.Handle<NpgsqlException>(Outage.Is);
                        outage.Interval(RetriesDuringOutage, TimeSpan.FromSeconds(1));
                    });
                    foreach (var subscription in subscriptions)
                    {
                        subscription.Attach(endpoint, context);
                    }
                });
            });
        });
        builder.Services.AddTransient<SendingBus>();
        builder.Services.AddHostedService<OutboxRelay>();
        builder.Services.AddSingleton<Queues>();
        builder.Services.AddSingleton<RepublicationSignal>();
        builder.Services.AddHostedService<Republisher>();
        builder.Services.AddHostedService(provider => ActivatorUtilities.CreateInstance<DeclareTopology>(
            provider,
            string.Join(
                ' ',
                subscriptions.Select(subscription => subscription.Event.Name)
                    .Order(StringComparer.Ordinal))));
        builder.Services.AddSingleton<TopologyDeclared>();
        builder.Services.AddHealthChecks().AddCheck<TopologyDeclared>("messaging");
    }
}

/// <summary>Where the broker is and which queue is this service's.</summary>
sealed record BrokerAddress(Uri Uri, string Service);
