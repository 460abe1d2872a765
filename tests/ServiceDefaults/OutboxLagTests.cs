using Caisse.Support;

namespace Caisse.ServiceDefaults.Tests;

/// <summary>What ops see when what a service has to say does not get out.</summary>
[Collection(AloneInTheProcess.Name)]
public sealed class OutboxLagTests
{
    [Fact]
    public async Task The_outboxs_lag_grows_while_the_broker_is_away()
    {
        await using var received = new OtlpReceiver();
        await received.StartAsync();
        var servers = await TestServers.RunningAsync();
        await using var service = await RunningService<ProbeService>.StartAsync(
            [.. received.Settings.Select(setting => $"{setting.Key}={setting.Value}")]);
        await Eventually.TrueAsync("nothing waits", () => Task.FromResult(
            received.LastOf("probe", "caisse.outbox.lag") == 0));
        await servers.RabbitMq.DeleteVirtualHostAsync(new Uri(service.Broker).AbsolutePath.TrimStart('/'));
        using var treasurer = service.Client("nantes:treasurer");

        await treasurer.PostAsync(
            "/v1/caisses/nantes/notes", new { text = "waits", period = "2026-12" },
            key: Guid.NewGuid().ToString());

        await Eventually.TrueAsync("the lag is seen to grow", () => Task.FromResult(
            received.LastOf("probe", "caisse.outbox.lag") > 1));
        var seen = received.LastOf("probe", "caisse.outbox.lag");
        await Eventually.TrueAsync("and grows on", () => Task.FromResult(
            received.LastOf("probe", "caisse.outbox.lag") > seen));
    }
}
