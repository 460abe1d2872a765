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
using Caisse.Servers;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Dapper;

namespace Caisse.Wallet.Tests;

/// <summary>
/// A wallet service with the caisse of Nantes in it, the other services played by their events.
/// </summary>
public sealed class Fund : IAsyncLifetime
{
    public const string Caisse = "nantes";
    public const string Root = $"/v1/caisses/{Caisse}";

    static readonly DateTimeOffset Founded = new(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>An Idempotency-Key that nobody has used.</summary>
    public static string NewKey() => Guid.NewGuid().ToString();

    int decisions;

    public RunningService<WalletService> Service { get; private set; } = null!;

    public HttpClient Treasurer { get; private set; } = null!;

    public HttpClient Coordinator { get; private set; } = null!;

    /// <summary>Servers of its own; null: those of the run.</summary>
    internal ServersAccess? Servers { get; init; }

    public async Task InitializeAsync()
    {
        Service = await (Servers is null
            ? RunningService<WalletService>.StartAsync()
            : RunningService<WalletService>.StartOnAsync(Servers));
        Treasurer = Service.Client($"{Caisse}:treasurer");
        Coordinator = Service.Client($"{Caisse}:coordinator");
        await Service.HearAsync(new CaisseFounded(
            Caisse, "Caisse de Nantes", "Nantes", "Europe/Paris", "Association", "123456789",
            "FR7630006000011234567890189", [], Founded));
        await DecideAsync(
            SetAllocationScheme.Kind, new SetAllocationScheme(10000, 5000), new DateOnly(2026, 1, 1));
    }

    public async Task DisposeAsync() => await (Servers is null
        ? Service.DisposeAsync().AsTask()
        : Service.DisposeWithDataAsync(Servers));

    /// <summary>Goes on as a process of its own, which can be killed; nothing is left to this one.</summary>
    internal async Task<ChildProcess> MoveOutAsync()
    {
        await Service.StopAsync();
        var wallet = await Service.StartProcessAsync(Caisse);
        Treasurer = wallet.ClientWith(TestIdentity.Token([$"{Caisse}:treasurer"]));
        return wallet;
    }

    public Task DecideAsync<TRule>(string kind, TRule rule, DateOnly from) =>
        Service.HearAsync(new DecisionAdopted(
            Caisse, Guid.CreateVersion7(), Interlocked.Increment(ref decisions),
            [new DecisionEffect(kind, JsonSerializer.Serialize(rule, CaisseJson.Events))], from, Founded));

    public async Task<Guid> AdmitAsync(params Guid[] memberIds)
    {
        var household = Guid.CreateVersion7();
        await Service.HearAsync(
            new HouseholdAdmitted(Caisse, household, memberIds, Period.Parse("2026-01"), 1, Founded));
        return household;
    }

    public async Task<(Guid PointOfSale, HttpClient Till)> AccreditAsync(params string[] categories)
    {
        var pointOfSale = Guid.CreateVersion7();
        await StandAsync(pointOfSale, "accredited", new DateOnly(2026, 1, 1), 1, categories);
        var token = TestIdentity.Token(
            [$"{Caisse}:till"], subject: $"till of {pointOfSale}", pointOfSaleId: pointOfSale);
        return (pointOfSale, Service.ClientWith(token));
    }

    public Task StandAsync(
        Guid pointOfSale, string state, DateOnly since, long version, params string[] categories) =>
        Service.HearAsync(new AccreditationChanged(
            Caisse, pointOfSale, state, since, null, categories, Guid.CreateVersion7(), version, Founded));

    public async Task<(Guid Id, string Token)> CardAsync(Guid household, string? pin = null)
    {
        var card = await Coordinator.PostAsync($"{Root}/cards", new { householdId = household, pin });
        return (card.Id(), card.GetProperty("token").GetString()!);
    }

    /// <summary>Runs an allocation to its end, with the composition given and the euros there.</summary>
    public async Task<JsonElement> AllocateAsync(
        string period, params (Guid Household, int[] Ages)[] households) =>
        await CreditAsync(await StartRunAsync(period, households));

    public async Task<Guid> StartRunAsync(string period, params (Guid Household, int[] Ages)[] households)
    {
        var run = await RequestRunAsync(period);
        await HearCompositionAsync(period, 0, 1, households);
        return run.Id();
    }

    public Task<JsonElement> RequestRunAsync(string period) => Treasurer.PostAsync(
        $"{Root}/allocation-runs", new { period }, HttpStatusCode.Accepted, Guid.NewGuid().ToString());

    /// <summary>Asks for a preview, which waits to hear what its scheme needs.</summary>
    public async Task<Guid> RequestPreviewAsync(string period)
    {
        var preview = await Treasurer.PostAsync(
            $"{Root}/allocation-runs?dryRun=true", new { period }, HttpStatusCode.Accepted,
            Guid.NewGuid().ToString());
        Assert.True(preview.GetProperty("isPreview").GetBoolean());
        return preview.Id();
    }

    public Task HearCompositionAsync(
        string period, int slice, int slices, (Guid Household, int[] Ages)[] households,
        Guid? previewId = null) =>
        Service.HearAsync(new CompositionFrozen(
            Caisse, Period.Parse(period), slice, slices,
            [.. households.Select(h => new FrozenHousehold(h.Household, h.Ages))], Founded, previewId));

    public Task HearContributionsAsync(
        string period, int slice, int slices, FrozenContribution[] households, Guid? previewId = null) =>
        Service.HearAsync(new ContributionsFrozen(
            Caisse, Period.Parse(period), slice, slices, households, Founded, previewId));

    /// <summary>The euros are there for whatever the run asks; it goes on to its end.</summary>
    public async Task<JsonElement> CreditAsync(Guid runId)
    {
        var asked = await Service.ShouldPublishAsync<FundsReservationRequested>(request =>
            request.RunId == runId);
        await Service.HearAsync(new FundsReserved(
            Caisse, runId, asked.AmountCents, asked.OccurredAt, Purpose: asked.Purpose));
        return await RunInStateAsync(runId, "completed");
    }

    public async Task<JsonElement> RunInStateAsync(Guid runId, string state) =>
        (JsonElement)await Eventually.GetAsync<object>(
            $"run is {state}", async () => await Treasurer.ReadAsync($"{Root}/allocation-runs/{runId}"),
            run => ((JsonElement)run).GetProperty("state").GetString() == state);

    public async Task<long> BalanceAsync(Guid household) =>
        (await Treasurer.ReadAsync($"{Root}/wallets/{household}")).GetProperty("balanceCents").GetInt64();

    /// <summary>Waits until so many statements of the service wait for a lock.</summary>
    public Task SomeoneWaitsAsync(int statements = 1) =>
        Eventually.TrueAsync($"{statements} wait for a lock", async () =>
        {
            await using var connection = await Service.Database.OpenConnectionAsync();
            return await connection.ExecuteScalarAsync<int>(
                """
                select count(*) from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock'
                """) >= statements;
        });

    public async Task ShouldBalanceAsync()
    {
        var proof = await Treasurer.ReadAsync($"{Root}/ledger/check");
        Assert.True(proof.GetProperty("isSound").GetBoolean(), proof.ToString());
        Assert.Equal(0, proof.GetProperty("sumCents").GetInt64());
        var told = (await Service.PublishedAsync<GuaranteeMoved>()).Where(moved => moved.Caisse == Caisse);
        Assert.Equal(
            -proof.GetProperty("guaranteeCents").GetInt64(), told.Sum(moved => moved.AmountCents));
    }
}
