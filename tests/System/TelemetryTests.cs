using System.Net;
using System.Security.Cryptography;
using Caisse.Support;
using Dapper;
using Npgsql;

namespace Caisse.SystemTests;

/// <summary>What the services say about themselves when someone listens.</summary>
[Collection(PlatformTests.Name)]
public sealed class TelemetryTests(Platform platform)
{
    /// <summary>Of the wallet's database while nobody asks for anything: some ten seconds' worth.</summary>
    const long Transactions = 100;

    static readonly string[] Services =
        ["identity", "membership", "contributions", "wallet", "merchant-network", "governance"];

    [Fact]
    public async Task A_till_payment_is_one_trace_from_the_gateway_to_the_last_consumer_and_is_counted()
    {
        var fund = await Fund.FoundAsync(
            platform, "traced", Fund.At(2025, 12, 15), Fund.HundredPerAdult, Fund.OneEuro);
        var household = await fund.AdmitAsync(Fund.Month(2026, 1), new DateOnly(1980, 4, 1));
        await fund.ConveneAsync(household.MemberIds[0]);
        var shop = await fund.ApplyAsync("Épicerie");
        await fund.AccreditAsync(null, shop);
        await fund.ReceiveGrantAsync(10_000);
        await fund.AllocateAsync(Fund.Month(2026, 1));
        var (_, card) = await fund.IssueCardAsync(household);
        var (traceId, rootId) = Trace(shop.Till);

        using var paid = await fund.TryPayAsync(shop, card, 500);
        await paid.ShouldBeAsync(HttpStatusCode.Created);

        const string payments = "POST /v1/caisses/{caisse}/payments";
        Wanted[] posted =
        [
            new("gateway", SpanKind.Server, $"{payments}/{{**rest}}", "201"),
            new("wallet", SpanKind.Server, payments, "201"),
            new("wallet", SpanKind.Internal, "write payments"),
        ];
        await ShouldShowAsync(
            traceId, rootId, [.. posted, new("wallet", SpanKind.Client, "insert transfer")]);
        await ShouldShowAsync(traceId, rootId,
        [
            .. posted, new("wallet", SpanKind.Producer, "publish Wallet.PaymentsCaptured"),
            new("merchant-network", SpanKind.Consumer),
            new("merchant-network", SpanKind.Client, "insert inbox"),
        ]);
        await Eventually.TrueAsync("business metrics arrive", () => Task.FromResult(
            Last("caisse.payments", "outcome=accepted") == 1 && Last("caisse.payments.mona") == 500
            && Last("caisse.allocation.mona") == 10_000
            && platform.Telemetry.Metrics.Contains(("membership", "caisse.outbox.lag"))));

        double? Last(string metric, params string[] tags) =>
            platform.Telemetry.LastOf("wallet", metric, [$"caisse={fund.Slug}", .. tags]);
    }

    [Fact]
    public async Task A_platform_of_which_nobody_asks_anything_makes_no_traces() => await Eventually.GetAsync(
        "looking for work, which is done all the time, makes no trace", ObserveAsync,
        traced => traced.Length == 0);

    /// <summary>The spans that come while the wallet looks for work many times.</summary>
    async Task<string?> ObserveAsync()
    {
        platform.Telemetry.Observe();
        var before = await TransactionsAsync();
        await Eventually.TrueAsync("the wallet looks for work", async () =>
            await TransactionsAsync() - before >= Transactions);

        // Spans leave in the order in which they ended: what was before a later request has come before it.
        using var last = platform.Client();
        last.DefaultRequestHeaders.Authorization = platform.Operator.DefaultRequestHeaders.Authorization;
        var (traceId, _) = Trace(last);
        foreach (var service in Services)
        {
            await last.ReadAsync($"/v1/operations/{service}/failed-messages");
        }
        await Eventually.TrueAsync("the last requests arrive", () => Task.FromResult(
            platform.Telemetry.SpansOf(traceId).Where(span => span.Kind == SpanKind.Server)
                .Select(span => span.Service).ToHashSet().IsSupersetOf([.. Services, "gateway"])));
        return string.Join('\n', platform.Telemetry.EndObserving().Where(span => span.TraceId != traceId));
    }

    /// <summary>From another database, so that looking is not counted.</summary>
    async Task<long> TransactionsAsync()
    {
        await using var connection = new NpgsqlConnection(platform.DatabaseOf("postgres"));
        return await connection.ExecuteScalarAsync<long>(
            "select xact_commit + xact_rollback from pg_stat_database where datname = 'wallet'");
    }

    /// <summary>A trace that begins at whoever has the client.</summary>
    (string TraceId, string RootId) Trace(HttpClient client)
    {
        var traceId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var rootId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        platform.Telemetry.Watch(traceId);
        client.DefaultRequestHeaders.Add("traceparent", $"00-{traceId}-{rootId}-01");
        return (traceId, rootId);
    }

    /// <param name="Service">Who made the span.</param>
    /// <param name="Kind">Who it is between.</param>
    /// <param name="Name">Its name; null: any.</param>
    /// <param name="Status">The HTTP status it tells; null: any or none.</param>
    sealed record Wanted(string Service, SpanKind Kind, string? Name = null, string? Status = null)
    {
        internal bool Is(Span span) => span.Service == Service && span.Kind == Kind
            && (Name is null || span.Name == Name)
            && (Status is null || span.Attributes.GetValueOrDefault("http.response.status_code") == Status);
    }

    /// <summary>
    /// Waits for a span of the last kind whose parents lead through all others, in that order, to the root.
    /// </summary>
    async Task ShouldShowAsync(string traceId, string rootId, Wanted[] path)
    {
        IReadOnlyCollection<Span> seen = [];
        try
        {
            await Eventually.TrueAsync("the trace is whole", () =>
            {
                seen = platform.Telemetry.SpansOf(traceId);
                return Task.FromResult(seen.Where(path[^1].Is).Any(last => Leads(seen, last, rootId, path)));
            });
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{path[^1]} does not lead to the root:\n{string.Join('\n', seen)}");
        }
    }

    static bool Leads(IReadOnlyCollection<Span> spans, Span last, string rootId, Wanted[] path)
    {
        var left = path.Length;
        for (Span? at = last; at is not null; at = spans.FirstOrDefault(span => span.Id == at.ParentId))
        {
            left -= left > 0 && path[left - 1].Is(at) ? 1 : 0;
            if (at.ParentId == rootId)
            {
                return left == 0;
            }
        }
        return false;
    }
}
