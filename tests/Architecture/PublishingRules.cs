using System.Text.RegularExpressions;
using Caisse.Gateway;

namespace Caisse.Architecture.Tests;

/// <summary>State and events are committed together: nothing publishes but the relay of the outbox.</summary>
public sealed partial class PublishingRules
{
    const string Messaging = "ServiceDefaults/Messaging/";

    /// <summary>
    /// Replaying puts back what the broker has already delivered once, and republishing finds a queue and
    /// sends it what was published before; neither publishes an event.
    /// </summary>
    static readonly string[] Publishers =
    [
        $"{Messaging}Archive/Republisher.cs", $"{Messaging}Archive/Republisher.cs",
        $"{Messaging}FailedMessages.cs", $"{Messaging}OutboxRelay.cs",
    ];

    [Fact]
    public void Only_the_messaging_room_names_the_broker_s_libraries()
    {
        var outside = Repository.ServerCode
            .Where(file => !file.Path.StartsWith(Messaging, StringComparison.Ordinal)).ToList();

        Assert.InRange(outside.Count, 200, int.MaxValue);
        Rule.NoneOf(outside.LinesWhere(line => BrokerLibrary().IsMatch(line)));
        Assert.Contains(Repository.Under(Messaging), file => BrokerLibrary().IsMatch(file.Text));
    }

    [Fact]
    public void No_service_is_compiled_against_the_broker_s_libraries()
    {
        var servers = Platform.Assemblies.Values.Append(typeof(GatewayHost).Assembly).ToList();
        var references = servers.SelectMany(server =>
            server.GetReferencedAssemblies()
                .Select(reference => $"{server.GetName().Name} -> {reference.Name}")).ToList();

        Assert.InRange(references.Count, servers.Count * 5, int.MaxValue);
        Assert.DoesNotContain(references, reference => BrokerLibrary().IsMatch(reference));
    }

    [Fact]
    public void Only_the_relay_publishes_and_only_replaying_puts_messages_back()
    {
        var calls = Repository.ServerCode
            .SelectMany(file => GivingToTheBroker().Matches(file.Text).Select(_ => file.Path))
            .Order(StringComparer.Ordinal);

        Assert.Equal(Publishers, calls);
    }

    [Fact]
    public void No_service_writes_to_its_outbox_or_inbox_by_itself()
    {
        var services = Repository.Under("services/").ToList();

        Assert.InRange(services.Count, 200, int.MaxValue);
        Rule.NoneOf(services.LinesWhere(line => WritingToPlatformTables().IsMatch(line)));
        Assert.Contains(
            Repository.Under("ServiceDefaults/").LinesWhere(line => WritingToPlatformTables().IsMatch(line)),
            line => line.StartsWith("ServiceDefaults/Messaging/OutboxEntry.cs", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"MassTransit|RabbitMQ\.Client")]
    private static partial Regex BrokerLibrary();

    [GeneratedRegex(
        @"\.(Publish|PublishBatch|Send|Respond|RespondAsync|Forward|Redeliver|SchedulePublish|ScheduleSend"
        + @"|GetSendEndpoint|GetPublishSendEndpoint|CreateRequestClient|BasicPublish|BasicPublishAsync)"
        + @"(<[^>]*>)?\(")]
    private static partial Regex GivingToTheBroker();

    [GeneratedRegex(
        @"\b(insert into|update|delete from|truncate)\s+(outbox|inbox|event_archive)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex WritingToPlatformTables();
}
