using System.Net;
using System.Text.Json;
using Caisse.Contracts;
using Caisse.Contracts.Contributions;
using Caisse.Contracts.Governance;
using Caisse.Contracts.Identity;
using Caisse.Contracts.Membership;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Dapper;

namespace Caisse.Wallet.Tests;

/// <summary>A wallet service for the funds of a test class.</summary>
public sealed class StartedWallet : IAsyncLifetime
{
    public RunningService<WalletService> Service { get; private set; } = null!;

    public async Task InitializeAsync() => Service = await RunningService<WalletService>.StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();
}

/// <summary>A fund of its own for a test, which tells its time; every allocation is 100.00.</summary>
sealed class PlayedFund
{
    internal const long AllocationCents = 10000;

    readonly Guid shop = Guid.CreateVersion7();
    int decisions;

    PlayedFund(RunningService<WalletService> service, string caisse)
    {
        (Service, Caisse) = (service, caisse);
        Treasurer = Staff("treasurer", "Alice");
        Coordinator = Staff("coordinator", "Bruno");
    }

    internal RunningService<WalletService> Service { get; }

    internal string Caisse { get; }

    internal HttpClient Treasurer { get; }

    internal HttpClient Coordinator { get; }

    internal DateTimeOffset Now { get; private set; } = new(2026, 10, 1, 9, 0, 0, TimeSpan.Zero);

    internal static async Task<PlayedFund> FoundAsync(StartedWallet started)
    {
        var fund = new PlayedFund(started.Service, $"fund-{Guid.NewGuid():N}");
        await fund.Service.HearAsync(new CaisseFounded(
            fund.Caisse, "Caisse", "Nantes", "Europe/Paris", "Association", "123456789",
            "FR7630006000011234567890189", [], fund.Now));
        await fund.DecideAsync(
            SetAllocationScheme.Kind, new SetAllocationScheme(AllocationCents, 0), "2026-01-01");
        await fund.Service.HearAsync(new AccreditationChanged(
            fund.Caisse, fund.shop, "accredited", new DateOnly(2026, 1, 1), null, [], Guid.CreateVersion7(),
            1, fund.Now));
        return fund;
    }

    internal static string NewKey() => Guid.NewGuid().ToString();

    internal HttpClient Staff(string role, string subject) =>
        Service.ClientWith(TestIdentity.Token([$"{Caisse}:{role}"], subject));

    internal string Address(string path) => $"/v1/caisses/{Caisse}/{path}";

    /// <summary>It is ten in the morning of that day in Paris, or a little after.</summary>
    internal void On(string day) =>
        Now = new DateTimeOffset(DateOnly.Parse(day, null), new TimeOnly(9, 0), TimeSpan.Zero);

    internal void At(DateTimeOffset instant) => Now = instant;

    internal Task DecideAsync<TRule>(string kind, TRule rule, string from = "2026-01-01") =>
        Service.HearAsync(new DecisionAdopted(
            Caisse, Guid.CreateVersion7(), ++decisions,
            [new DecisionEffect(kind, JsonSerializer.Serialize(rule, CaisseJson.Events))],
            DateOnly.Parse(from, null), Now));

    internal async Task<Guid> AdmitAsync(Guid memberId = default)
    {
        var household = Guid.CreateVersion7();
        await Service.HearAsync(
            new HouseholdAdmitted(Caisse, household, [memberId], Period.Parse("2026-01"), 1, Now));
        return household;
    }

    internal Task<JsonElement> PostAsync(
        HttpClient client, string path, object? body, HttpStatusCode expected = HttpStatusCode.Created,
        string? key = null) =>
        client.PostAsync(Address(path), body, expected, key ?? NewKey(), Now);

    internal Task<JsonElement> ReadAsync(string path, HttpStatusCode expected = HttpStatusCode.OK) =>
        Treasurer.ReadAsync(Address(path), expected, Now);

    /// <summary>The current period's run, to its end.</summary>
    internal async Task AllocateAsync(params Guid[] households)
    {
        var period = Now.ToString("yyyy-MM", null);
        var run = await PostAsync(Treasurer, "allocation-runs", new { period }, HttpStatusCode.Accepted);
        var slices = households.Chunk(500).ToList();
        foreach (var (number, slice) in slices.Index())
        {
            await Service.HearAsync(new CompositionFrozen(
                Caisse, Period.Parse(period), number, slices.Count,
                [.. slice.Select(household => new FrozenHousehold(household, [40]))], Now));
        }
        await ReserveAsync(run.Id());
        await InStateAsync($"allocation-runs/{run.Id()}", "completed");
    }

    /// <summary>The fund's euros cover what was asked for under an id.</summary>
    internal async Task ReserveAsync(Guid runId)
    {
        var asked = await Service.ShouldPublishAsync<FundsReservationRequested>(one => one.RunId == runId);
        await Service.HearAsync(new FundsReserved(
            Caisse, runId, asked.AmountCents, Now, Purpose: asked.Purpose));
    }

    internal async Task<JsonElement> InStateAsync(string path, string state) =>
        (JsonElement)await Eventually.GetAsync<object>(
            $"{path} is {state}", async () => await ReadAsync(path),
            one => ((JsonElement)one).GetProperty("state").GetString() == state);

    internal async Task<Guid> PayAsync(Guid household, Guid memberId, long amountCents)
    {
        using var member = Service.ClientWith(
            TestIdentity.Token([$"{Caisse}:member"], "member", memberId: memberId));
        return (await PostAsync(
            member, "payments", new { pointOfSaleId = shop, means = new { household }, amountCents })).Id();
    }

    /// <summary>At the till of the shop.</summary>
    internal async Task<JsonElement> PayAtTillAsync(object means, long amountCents)
    {
        using var till = Service.ClientWith(
            TestIdentity.Token([$"{Caisse}:till"], "till", pointOfSaleId: shop));
        return await PostAsync(till, "payments", new { pointOfSaleId = shop, means, amountCents });
    }

    /// <summary>The expiry run of a day, the present one unless told otherwise, to its end.</summary>
    internal async Task<JsonElement> ExpireAsync(string? on = null)
    {
        var run = await PostAsync(
            Treasurer, "expiry-runs", new { on = on ?? Now.ToString("yyyy-MM-dd", null) },
            HttpStatusCode.Accepted);
        return await InStateAsync($"expiry-runs/{run.Id()}", "completed");
    }

    internal async Task<long> BalanceAsync(Guid household) =>
        (await ReadAsync($"wallets/{household}")).GetProperty("balanceCents").GetInt64();

    /// <summary>"2026-12-01 100.00, ...": what is coming.</summary>
    internal async Task<string> ExpiringAsync(Guid household) => string.Join(
        ", ",
        (await ReadAsync($"wallets/{household}")).GetProperty("expiring").EnumerateArray().Select(day =>
            $"{day.GetProperty("onDate").GetString()} {day.GetProperty("amountCents").GetInt64()}"));

    internal async Task<IReadOnlyList<(DateOnly OnDate, int DaysBefore, long Cents)>> WarningsAsync(
        Guid household) =>
        [.. (await Service.PublishedAsync<ExpiryWarned>()).SelectMany(
            warned => warned.Households.Where(one => one.HouseholdId == household),
            (warned, one) => (warned.OnDate, warned.DaysBefore, one.AmountCents))];

    internal async Task<IReadOnlyList<WalletsExpired>> ExpiredAsync() =>
        [.. (await Service.PublishedAsync<WalletsExpired>()).Where(one => one.Caisse == Caisse)];

    internal async Task<long> CountAsync(string sql)
    {
        await using var connection = await Service.Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>(sql, new { Caisse });
    }

    internal async Task ShouldBalanceAsync()
    {
        var proof = await ReadAsync("ledger/check");
        Assert.True(proof.GetProperty("isSound").GetBoolean(), proof.ToString());
    }
}
