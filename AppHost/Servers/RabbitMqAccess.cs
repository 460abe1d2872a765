using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Caisse.Servers;

/// <summary>How one speaks to a RabbitMQ, and by its management plugin about its virtual hosts.</summary>
public sealed class RabbitMqAccess : IDisposable
{
    private static readonly TimeSpan readyLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan readyInterval = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient management;
    private readonly string account;
    private readonly int port;

    /// <param name="port">Of the broker, on 127.0.0.1.</param>
    /// <param name="managementPort">Of its management plugin, on 127.0.0.1.</param>
    /// <param name="user">Who may do everything.</param>
    /// <param name="password">That user's.</param>
    public RabbitMqAccess(int port, int managementPort, string user, string password)
    {
        (this.port, account) = (port, $"{user}:{password}");
        management = new HttpClient
        {
            BaseAddress = new Uri($"http://127.0.0.1:{managementPort}/api/"),
            Timeout = TimeSpan.FromSeconds(10),
            DefaultRequestHeaders =
            {
                Authorization = new AuthenticationHeaderValue(
                    "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(account))),
            },
        };
    }

    /// <summary>The address of a virtual host, by default the one every broker has.</summary>
    public string Address(string virtualHost = "/") =>
        $"amqp://{account}@127.0.0.1:{port}/" + (virtualHost == "/" ? "" : Uri.EscapeDataString(virtualHost));

    /// <summary>Creates a virtual host and waits until it takes connections.</summary>
    /// <returns>Its address.</returns>
    public async Task<string> CreateVirtualHostAsync(string name, CancellationToken cancellation = default)
    {
        var path = $"vhosts/{Uri.EscapeDataString(name)}";
        using (var created = await management.PutAsync(path, content: null, cancellation))
            created.EnsureSuccessStatusCode();
        // The answer comes before the host's own processes run; a connection made too early is refused.
        var waited = Stopwatch.StartNew();
        while (!await IsRunningAsync(path, cancellation))
        {
            if (waited.Elapsed > readyLimit)
                throw new TimeoutException($"The virtual host {name} does not start.");
            await Task.Delay(readyInterval, cancellation);
        }
        return Address(name);
    }

    public async Task DeleteVirtualHostAsync(string name, CancellationToken cancellation = default)
    {
        using var deleted =
            await management.DeleteAsync($"vhosts/{Uri.EscapeDataString(name)}", cancellation);
        deleted.EnsureSuccessStatusCode();
    }

    /// <summary>Whether both the broker and its management plugin answer now.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        if (!await RabbitMqFiles.AnswersAsync(port, cancellation)) return false;
        try
        {
            using var overview = await management.GetAsync("overview", cancellation);
            return overview.IsSuccessStatusCode;
        }
        catch (Exception notYet) when (notYet is HttpRequestException
            || (notYet is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }

    public void Dispose() => management.Dispose();

    private async Task<bool> IsRunningAsync(string virtualHost, CancellationToken cancellation) =>
        (await management.GetStringAsync(virtualHost, cancellation))
        .Contains("\"running\"", StringComparison.Ordinal);
}
