using System.Globalization;
using Caisse.Contracts.Wallet;
using Caisse.Support;
using Dapper;

namespace Caisse.ServiceDefaults.Tests;

/// <summary>The broker freezes or is killed while the outbox is being published, again and again.</summary>
public sealed class RelayRecoveryTests
{
    /// <summary>How often.</summary>
    const string RoundsVariable = "CAISSE_BROKER_KILLS";

    const int UsualRounds = 2;
    const int EventsEach = 6_000;

    /// <summary>Longer than a batch may take to be confirmed.</summary>
    static readonly TimeSpan Frozen = TimeSpan.FromSeconds(25);

    [Fact]
    public async Task What_waited_is_published_soon_after_the_broker_is_back_whatever_it_was_doing()
    {
        var rounds = int.TryParse(
            Environment.GetEnvironmentVariable(RoundsVariable), CultureInfo.InvariantCulture, out var told)
            ? told
            : UsualRounds;
        await using var crashing = await CrashingServers.StartAsync();
        await using var service = await RunningService<ProbeService>.StartOnAsync(crashing.Access);
        await using var connection = await service.Database.OpenConnectionAsync();
        var random = new Random(rounds);
        for (var round = 1; round <= rounds; round++)
        {
            await connection.ExecuteAsync(
                Fill, new { EventsEach, Name = EventNames.Of(typeof(AllocationRunRequested)) });
            var published = random.Next(EventsEach / 8, EventsEach * 3 / 4);
            await Eventually.TrueAsync(
                "some are published", async () => await WaitingAsync() < EventsEach - published);

            if (round % 2 == 0)
            {
                Signals.Send(crashing.Servers.RabbitMq.ProcessId, Signals.Stop);
                await Task.Delay(Frozen);
            }
            crashing.KillRabbitMq();
            await crashing.RabbitMqComesBackAsync();

            await Eventually.TrueAsync($"all of round {round} is published", async () => await WaitingAsync() == 0);
        }

        Task<int> WaitingAsync() =>
            connection.ExecuteScalarAsync<int>("select count(*) from outbox where published_at is null");
    }

    const string Fill =
        """
        insert into outbox (message_id, caisse_id, event_name, payload)
        select gen_random_uuid(), 'nantes', @Name, json_build_object(
            'caisse', 'nantes', 'runId', gen_random_uuid(), 'period', '2026-01', 'occurredAt', now())
        from generate_series(1, @EventsEach)
        """;
}
