using Caisse.Support;

namespace Caisse.Wallet.Tests.BadInput;

/// <summary>Requests that happen long ago or far ahead, as a clock that is wrong tells.</summary>
public sealed class FarOffTests(WalkedFund fund) : IClassFixture<WalkedFund>
{
    static readonly string[] FarOff =
        ["2000-01-01T00:00:00Z", "2026-12-31T23:59:59.9999999Z", "2028-02-29T23:30:00Z", "2999-12-31T23:59:59Z"];

    [Fact]
    public async Task Centuries_ago_and_ahead_everything_is_answered_and_the_ledger_agrees()
    {
        var requests = new Requests();
        await requests.SendAllAsync(
            from operation in fund.Operations
            from clock in FarOff
            select new Request(
                fund.By(operation), operation.Method, fund.AddressOf(operation), IsAnswered,
                fund.RightOf(operation))
            {
                Clock = clock,
            });
        requests.ShouldHoldNoSurprise();
        await fund.Fund.ShouldBalanceAsync();
    }

    /// <summary>Done, refused, or asked for again later; never broken.</summary>
    static bool IsAnswered(HttpResponseMessage response, string body) =>
        response.IsSuccessStatusCode || Request.IsRefused(response, body)
        || (Request.IsProblem(response) && response.Headers.RetryAfter is not null);
}
