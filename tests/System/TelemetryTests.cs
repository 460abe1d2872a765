using System.Net;
using System.Security.Cryptography;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>What the services say about themselves when someone listens.</summary>
[Collection(PlatformTests.Name)]
public sealed class TelemetryTests(Platform platform)
{
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
        var traceId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var rootId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        platform.Telemetry.Watch(traceId);

        shop.Till.DefaultRequestHeaders.Add("traceparent", $"00-{traceId}-{rootId}-01");
        using var paid = await fund.TryPayAsync(shop, card, 500);
        await paid.ShouldBeAsync(HttpStatusCode.Created);

        await Eventually.TrueAsync(
            "the last consumer's span hangs together with the gateway's", () => Task.FromResult(IsOneTrace(traceId, rootId)));
        await Eventually.TrueAsync("business metrics arrive", () => Task.FromResult(
            HasMetric("wallet", "caisse.payments") && HasMetric("wallet", "caisse.allocation.mona")
            && HasMetric("wallet", "caisse.outbox.lag") && HasMetric("membership", "caisse.outbox.lag")));
    }

    bool HasMetric(string service, string metric) => platform.Telemetry.Metrics.Contains((service, metric));

    /// <summary>From a span of merchant-network, parents lead through wallet and gateway to the till's own.</summary>
    bool IsOneTrace(string traceId, string rootId)
    {
        var spans = platform.Telemetry.SpansOf(traceId).DistinctBy(span => span.Id).ToDictionary(span => span.Id);
        return spans.Values.Where(span => span.Service == "merchant-network").Any(last =>
        {
            var services = new HashSet<string>();
            Span? at = last;
            while (at is not null && at.ParentId != rootId)
            {
                services.Add(at.Service);
                at = spans.GetValueOrDefault(at.ParentId);
            }
            return at?.Service == "gateway" && services.IsSupersetOf(["wallet", "merchant-network"]);
        });
    }
}
