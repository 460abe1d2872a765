using System.Net;
using System.Security.Cryptography;
using Caisse.Support;

namespace Caisse.Wallet.Tests.BadInput;

/// <summary>
/// Every operation of the wallet, as it describes them itself, sent everything that is wrong: it is refused
/// by name, and nothing in the database is changed by any of it.
/// </summary>
public sealed class BadInputTests(WalkedFund fund) : IClassFixture<WalkedFund>
{
    const int FewestOperations = 50;
    const int FewestBodies = 800;

    const string UnknownId = "01981f00-0000-7000-8000-00000000ffff";

    static readonly string[] NoInstants =
        ["yesterday", "2026-13-45T00:00:00Z", "10000-01-01T00:00:00Z", "0", "0001-01-01T00:00:00+14:00",
            "1999-12-31T23:59:59Z", "3000-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"];

    readonly Requests requests = new();

    [Fact]
    public async Task Wrong_bodies_are_refused_by_name_and_change_nothing()
    {
        await ShouldChangeNothingAsync(
            from operation in fund.Operations
            where operation.Body is not null
            let bodies = fund.BodiesOf(operation)
            from body in bodies.Wrong(operation.Body!.Value).Concat(WrongCents(operation, bodies))
            where !IsRight(operation, body)
            select new Request(
                fund.By(operation), operation.Method, fund.AddressOf(operation),
                operation.Path.EndsWith("/offline-payments", StringComparison.Ordinal)
                    ? IsRefusedOrTold
                    : Request.IsRefused,
                body));
        Assert.True(requests.Sent > FewestBodies, $"Only {requests.Sent} requests were made.");
    }

    [Fact]
    public async Task Ids_of_nothing_are_refused_by_name_and_change_nothing()
    {
        var inAddresses =
            from operation in fund.Operations
            from name in operation.PathNames
            where name != "caisse"
            select new Request(
                fund.By(operation), operation.Method, fund.AddressOf(operation, name, UnknownId), IsNotFound,
                fund.RightOf(operation));
        var inBodies =
            from operation in fund.Operations
            where operation.Body is not null
            from body in fund.BodiesOf(operation).WithUnknownId(operation.Body!.Value)
            select new Request(
                fund.By(operation), operation.Method, fund.AddressOf(operation), Request.IsRefused, body);
        await ShouldChangeNothingAsync(inAddresses.Concat(inBodies));
    }

    [Fact]
    public async Task Ids_of_another_caisse_are_not_found_and_change_nothing() => await ShouldChangeNothingAsync(
        from operation in fund.Operations
        let namesInPath = operation.PathNames.Count() > 1
        let namesInBody = operation.Body is { } schema
            && fund.BodiesOf(operation).WithUnknownId(schema).Any()
        where namesInPath || namesInBody
        select new Request(
            fund.Of(operation), operation.Method, fund.AddressAtNeighbour(operation),
            namesInPath ? IsNotFound : Request.IsRefused, fund.RightOf(operation)));

    [Fact]
    public async Task Tokens_that_are_too_old_too_young_forged_or_for_nothing_change_nothing()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string[] roles = ["till", "member", "coordinator", "treasurer"];
        (string Token, HttpStatusCode Status)[] tokens =
        [
            (fund.Token(Fund.Caisse, roles, "late", expires: now.AddMinutes(-1)), HttpStatusCode.Unauthorized),
            (fund.Token(Fund.Caisse, roles, "early", from: now.AddHours(1)), HttpStatusCode.Unauthorized),
            (fund.Token(Fund.Caisse, roles, "forged", signedWith: stranger), HttpStatusCode.Unauthorized),
            ("a.b.c", HttpStatusCode.Unauthorized),
            (fund.Token(Fund.Caisse, ["nothing"], "idle"), HttpStatusCode.Forbidden),
        ];
        await ShouldChangeNothingAsync(
            from token in tokens
            let caller = fund.Fund.Service.ClientWith(token.Token)
            from operation in fund.Operations
            where operation.NeedsToken
            select new Request(
                caller, operation.Method, fund.AddressOf(operation),
                (response, _) => response.StatusCode == token.Status && Request.IsProblem(response),
                fund.RightOf(operation)));
    }

    [Fact]
    public async Task Keys_that_are_missing_or_too_long_are_refused_by_name_and_change_nothing() =>
        await ShouldChangeNothingAsync(
            from operation in fund.Operations
            where operation.NeedsKey
            from key in new[] { null, "", new string('k', 101) }
            select new Request(
                fund.By(operation), operation.Method, fund.AddressOf(operation),
                (response, body) => response.StatusCode == HttpStatusCode.BadRequest
                    && Request.IsRefused(response, body),
                fund.RightOf(operation))
            {
                Key = key,
            });

    [Fact]
    public async Task Clocks_that_tell_no_time_are_refused_by_name_and_change_nothing() =>
        await ShouldChangeNothingAsync(
            from operation in fund.Operations
            from clock in NoInstants
            select new Request(
                fund.By(operation), operation.Method, fund.AddressOf(operation),
                (response, body) => Request.IsRefused(response, body)
                    && Request.ProblemOf(body) == "malformed-clock",
                fund.RightOf(operation))
            {
                Clock = clock,
            });

    async Task ShouldChangeNothingAsync(IEnumerable<Request> all)
    {
        Assert.True(fund.Operations.Count >= FewestOperations, $"Only {fund.Operations.Count} are described.");
        var before = await fund.DigestsAsync();
        await requests.SendAllAsync(all);
        requests.ShouldHoldNoSurprise();
        Assert.Empty((await fund.DigestsAsync()).Except(before));
        await fund.Fund.ShouldBalanceAsync();
    }

    /// <summary>Nothing costs nothing, and money that goes one way does not go the other.</summary>
    static IEnumerable<string> WrongCents(Operation operation, Bodies bodies) =>
        from cents in (string[])["0", "-100"]
        from body in bodies.WithCents(operation.Body!.Value, cents)
        select body;

    /// <summary>What is wrong elsewhere and right here: a correction takes back by going below zero.</summary>
    static bool IsRight(Operation operation, string body) =>
        operation.Path.EndsWith("/corrections", StringComparison.Ordinal)
        && (body.Contains("\"amountCents\":-1", StringComparison.Ordinal));

    /// <summary>A till is told of each payment what became of it.</summary>
    static bool IsRefusedOrTold(HttpResponseMessage response, string body) =>
        Request.IsRefused(response, body)
        || (response.IsSuccessStatusCode
            && body.Contains("\"state\":\"refused\"", StringComparison.Ordinal));

    static bool IsNotFound(HttpResponseMessage response, string body) =>
        response.StatusCode == HttpStatusCode.NotFound && Request.IsRefused(response, body);
}
