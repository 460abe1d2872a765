using System.Net;
using System.Net.Sockets;
using System.Text;
using Caisse.Support;

namespace Caisse.Gateway.Tests;

public sealed class AvailabilityTests
{
    [Fact]
    public async Task A_service_that_is_down_is_503_with_a_pause_and_the_others_answer()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await gateway.Services["wallet"].DisposeAsync();
        using var client = gateway.Client();

        using var response = await client.SendJsonAsync(
            HttpMethod.Post, "/v1/caisses/c/payments", new { amountCents = 1 }, "key-1");

        var problem = await response.ShouldBeAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal("service-unavailable", problem.ProblemType());
        Assert.Equal("wallet", problem.GetProperty("service").GetString());
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
        await client.ReadAsync("/v1/caisses/c/fund");
    }

    [Fact]
    public async Task A_service_that_does_not_answer_in_time_is_504_and_may_have_done_it()
    {
        await using var gateway = await RunningGateway.StartAsync("Timeouts:Seconds=1");
        var never = new TaskCompletionSource();
        gateway.Services["wallet"].Answer = http => never.Task.WaitAsync(http.RequestAborted);
        using var client = gateway.Client();

        var problem =
            await client.PostAsync("/v1/caisses/c/payments", new { }, HttpStatusCode.GatewayTimeout);

        Assert.Equal("took-too-long", problem.ProblemType());
        never.SetResult();
    }

    [Fact]
    public async Task A_token_that_cannot_be_verified_because_identity_is_down_is_503()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await gateway.Services["identity"].DisposeAsync();
        using var client = gateway.Client("c:till");
        await client.ReadAsync("/v1/caisses/c/wallets/1", HttpStatusCode.ServiceUnavailable);
    }

    [Theory]
    [InlineData("POST", null)]
    [InlineData("POST", "{}")]
    [InlineData("DELETE", null)]
    public async Task A_request_that_may_have_been_carried_out_is_never_sent_again(
        string method, string? body)
    {
        using var service = new ClosesAfterOneAnswer();
        await using var gateway =
            await RunningGateway.StartAsync($"services:wallet:http:0={service.Address}");
        using var client = gateway.Client();

        using var first = await SendAsync(client, method, body);
        using var second = await SendAsync(client, method, body);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        await second.ShouldBeAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(2, service.Requests);
    }

    [Fact]
    public async Task The_gateway_is_ready_when_all_services_are()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var client = gateway.Client();
        Assert.Equal("ready", (await client.ReadAsync("/health/ready")).GetProperty("status").GetString());

        gateway.Services["governance"].IsReady = false;
        await gateway.Services["wallet"].DisposeAsync();

        using var response = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        var body = await response.Content.ReadAsStringAsync();
        Assert.Contains("\"governance\":\"not ready\"", body, StringComparison.Ordinal);
        Assert.Contains("\"wallet\":\"unreachable\"", body, StringComparison.Ordinal);
        using var live = await client.GetAsync(new Uri("/health/live", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/v1/caisses/c/payments/1/void");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await client.SendAsync(request);
    }

    /// <summary>
    /// Answers the first request of each connection and hangs up at the next, as a service that dies in
    /// between.
    /// </summary>
    sealed class ClosesAfterOneAnswer : IDisposable
    {
        readonly TcpListener listener = new(IPAddress.Loopback, 0);
        int requests;

        internal ClosesAfterOneAnswer()
        {
            listener.Start();
            _ = ServeAsync();
        }

        internal string Address => $"http://{listener.LocalEndpoint}";

        internal int Requests => Volatile.Read(ref requests);

        async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var connection = await listener.AcceptTcpClientAsync();
                    await using var stream = connection.GetStream();
                    await ReadRequestAsync(stream);
                    await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray());
                    await ReadRequestAsync(stream);
                }
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.OperationAborted)
            {
                requests = -1; // The test is over.
            }
        }

        async Task ReadRequestAsync(NetworkStream stream)
        {
            var text = "";
            var buffer = new byte[16 * 1024];
            int read;
            do
            {
                read = await stream.ReadAsync(buffer);
                text += Encoding.ASCII.GetString(buffer, 0, read);
            }
            while (read > 0 && !IsWhole(text));
            if (text.Length > 0)
            {
                Interlocked.Increment(ref requests);
            }
        }

        static bool IsWhole(string request) => request.EndsWith(
            request.Contains("Content-Length: 2", StringComparison.OrdinalIgnoreCase) ? "{}" : "\r\n\r\n",
            StringComparison.Ordinal);

        public void Dispose() => listener.Dispose();
    }
}
