using System.Security.Claims;
using System.Threading.RateLimiting;
using Caisse.ServiceDefaults;

namespace Caisse.Gateway.Protecting;

/// <summary>
/// Limits per client: generous for ordinary requests, by the token's subject or else the address; strict for
/// signing in as one client; generous again for signing in from one address, since a shop's or a town's tills
/// may share it.
/// </summary>
static class RateLimits
{
    const int RefillsPerSecond = 10;

    static readonly TimeSpan SignInWindow = TimeSpan.FromSeconds(10);

    internal static void LimitRates(this WebApplicationBuilder builder)
    {
        var perSecond = GatewaySettings.RequestsPerSecond.Of(builder.Configuration);
        var burst = GatewaySettings.Burst.Of(builder.Configuration);
        var signInsPerClient = GatewaySettings.SignInsPerClient.Of(builder.Configuration);
        var signInsPerAddress = GatewaySettings.SignInsPerAddress.Of(builder.Configuration);
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (rejected, _) =>
                new ValueTask(AnswerAsync(rejected.HttpContext, rejected.Lease));
            limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                PartitionedRateLimiter.Create<HttpContext, string>(http => Requests(http, perSecond, burst)),
                PartitionedRateLimiter.Create<HttpContext, string>(http => SignInClient.Of(http) is null
                    ? RateLimitPartition.GetNoLimiter("")
                    : SignIns(AddressOf(http), signInsPerAddress)),
                PartitionedRateLimiter.Create<HttpContext, string>(
                    http => SignInClient.Of(http) is not { Length: > 0 } client
                    ? RateLimitPartition.GetNoLimiter("")
                    : SignIns($"{AddressOf(http)} {client}", signInsPerClient)));
        });
    }

    internal static void UseRateLimits(this WebApplication app)
    {
        app.Use(SignInClient.Middleware);
        app.UseRateLimiter();
    }

    static RateLimitPartition<string> Requests(HttpContext http, int perSecond, int burst)
    {
        var client = http.User.FindFirstValue("sub") is { } subject
            ? $"client {subject}"
            : $"address {AddressOf(http)}";
        return RateLimitPartition.GetTokenBucketLimiter(client, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = Math.Max(1, perSecond / RefillsPerSecond),
            ReplenishmentPeriod = TimeSpan.FromSeconds(1.0 / RefillsPerSecond),
            QueueLimit = 0,
        });
    }

    static RateLimitPartition<string> SignIns(string partition, int permits) =>
        RateLimitPartition.GetFixedWindowLimiter(partition, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = permits,
            Window = SignInWindow,
            QueueLimit = 0,
        });

    static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    static Task AnswerAsync(HttpContext http, RateLimitLease lease)
    {
        var isTold = lease.TryGetMetadata(MetadataName.RetryAfter, out var told);
        var pause = isTold ? told : TimeSpan.FromSeconds(1);
        var seconds = Math.Max(1, (int)Math.Ceiling(pause.TotalSeconds));
        http.Response.Headers.RetryAfter = $"{seconds}";
        return new Refusal(
            StatusCodes.Status429TooManyRequests, "too-many-requests",
            $"Too many requests; ask again in {seconds} s.")
            .With("retryAfterSeconds", seconds).ExecuteAsync(http);
    }
}
