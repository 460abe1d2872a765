namespace Caisse.Servers;

/// <summary>Both servers a service needs, started side by side; tests start them once per run.</summary>
public sealed class PrivateServers : IAsyncDisposable
{
    private PrivateServers(PrivatePostgres postgres, PrivateRabbitMq rabbitMq)
    {
        Postgres = postgres;
        RabbitMq = rabbitMq;
    }

    public ServersAccess Access => new(Postgres.Access, RabbitMq.Access);

    public PrivatePostgres Postgres { get; }

    public PrivateRabbitMq RabbitMq { get; }

    /// <summary>Starts both on the data in the directory; without durability they suit tests only.</summary>
    public static async Task<PrivateServers> StartAsync(
        string directory, ServerOptions? options = null, CancellationToken cancellation = default)
    {
        var postgres = PrivatePostgres.StartAsync(directory, options, cancellation);
        var rabbitMq = PrivateRabbitMq.StartAsync(directory, options, cancellation);
        try
        {
            return new PrivateServers(await postgres, await rabbitMq);
        }
        catch
        {
            await DisposeStartedAsync(postgres);
            await DisposeStartedAsync(rabbitMq);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Postgres.DisposeAsync().AsTask(), RabbitMq.DisposeAsync().AsTask());
    }

    private static async Task DisposeStartedAsync<TServer>(Task<TServer> start)
        where TServer : IAsyncDisposable
    {
        await start.ContinueWith(_ => { }, TaskScheduler.Default);
        if (start.IsCompletedSuccessfully) await start.Result.DisposeAsync();
    }
}
