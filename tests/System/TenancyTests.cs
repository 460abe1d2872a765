using System.Net;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>
/// Caisses are strictly apart: every operation there is, so that a new one cannot be forgotten.
/// </summary>
[Collection(PlatformTests.Name)]
public sealed class TenancyTests(Platform platform)
{
    const int FewestOperations = 45;

    [Fact]
    public async Task A_token_of_another_caisse_is_told_404_by_every_operation_and_no_token_401()
    {
        var ours = await Walk.BeginAsync(platform, "ours");
        var theirs = await Walk.BeginAsync(platform, "theirs");
        var app = await theirs.Fund.RegisterAppAsync("fund.read", "wallets.read", "merchants.read");
        var (all, schemas) = await Operation.ReadAllAsync(platform.Operator);
        var closed = all.Where(operation => operation.IsOfCaisse && operation.NeedsToken).ToList();
        Assert.True(
            closed.Count >= FewestOperations, $"Only {closed.Count} operations are described as closed.");
        var bodies = new Bodies(schemas, ours.Known);

        await ours.Requests.SendAllAsync(
            from operation in closed
            let address = operation.AddressWith(ours.ValueOf)
            let body = operation.Body is { } schema ? bodies.Right(schema) : null
            from asked in new (HttpClient By, Func<HttpResponseMessage, string, bool> IsAnswered)[]
            {
                (theirs.Everyone, IsNoSuchCaisse), (theirs.Shop.Till, IsNoSuchCaisse), (app, IsNoSuchCaisse),
                (ours.Fund.Public, IsNotSignedIn),
            }
            select new Request(asked.By, operation.Method, address, asked.IsAnswered, body));

        ours.Requests.ShouldHoldNoSurprise();
        Assert.Equal(closed.Count * 4, ours.Requests.Sent);
    }

    [Fact]
    public async Task What_anyone_may_read_of_a_caisse_is_for_reading_except_asking_to_join()
    {
        var (all, _) = await Operation.ReadAllAsync(platform.Operator);

        var open = all.Where(operation => operation.IsOfCaisse && !operation.NeedsToken && operation.Writes);

        Assert.Equal("POST /v1/caisses/{caisse}/applications", Assert.Single(open).ToString());
    }

    static bool IsNoSuchCaisse(HttpResponseMessage response, string body) =>
        response.StatusCode == HttpStatusCode.NotFound && Request.IsProblem(response)
        && body.Contains("There is no caisse", StringComparison.Ordinal);

    static bool IsNotSignedIn(HttpResponseMessage response, string body) =>
        response.StatusCode == HttpStatusCode.Unauthorized && Request.IsProblem(response)
        && Request.ProblemOf(body) == "not-signed-in";
}
