using Caisse.Contracts;
using Caisse.Contracts.Contributions;
using Caisse.Contracts.Governance;
using Caisse.Contracts.Identity;
using Caisse.Contracts.Membership;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.Support;
using Dapper;

namespace Caisse.Wallet.Tests;

/// <summary>Where nobody tells the time, the worker asks for each day's run by itself.</summary>
public sealed class ExpiryWorkerTests : IAsyncLifetime
{
    const string Caisse = "rennes";

    readonly Guid household = Guid.CreateVersion7();

    RunningService<WalletService> service = null!;

    public async Task InitializeAsync() =>
        service = await RunningService<WalletService>.StartAsync("Clock:RequestTime=false");

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task A_day_s_run_is_asked_for_and_done_without_anybody()
    {
        var now = TimeProvider.System.GetUtcNow();
        var supplement = Guid.CreateVersion7();
        await service.HearAsync(new HouseholdAdmitted(
            Caisse, household, [], Period.Parse("2020-01"), 1, now));
        await service.HearAsync(
            new HouseholdDeparted(Caisse, household, Period.Parse("2020-12"), 2, now));
        await service.HearAsync(new DecisionAdopted(
            Caisse, Guid.CreateVersion7(), 1,
            [new DecisionEffect(SetCarryOver.Kind, """{"mode": "keep"}""")], new DateOnly(2020, 1, 1),
            now));
        await using var connection = await service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(PlayTheYearsBefore, new { Caisse, household, supplement });
        await service.HearAsync(new FundsReserved(Caisse, supplement, 4500, now));

        // The worker knows the caisse from here on.
        await service.HearAsync(new CaisseFounded(
            Caisse, "Caisse de Rennes", "Rennes", "Europe/Paris", "Association", "123456789",
            "FR7630006000011234567890189", [], now));
        var told = await service.ShouldPublishAsync<WalletsExpired>();
        Assert.Equal((1, 4000), (told.Households, told.TotalCents));
        Assert.InRange(told.OnDate.DayNumber - Paris.DayOf(now).DayNumber, 0, 1);
        var askedBy = await connection.QueryAsync<string>(
            "select distinct actor from audit where action like 'expiry-run.%' and caisse_id = @Caisse",
            new { Caisse });
        Assert.Equal(["WorkThroughExpiryRuns"], askedBy);
        using var treasurer = service.Client($"{Caisse}:treasurer");
        Assert.Equal(
            500,
            (await treasurer.ReadAsync($"/v1/caisses/{Caisse}/wallets/{household}"))
                .GetProperty("balanceCents").GetInt64());
    }

    /// <summary>A supplement whose euros are asked for, and a warning of this month's first day.</summary>
    const string PlayTheYearsBefore =
        """
        insert into supplement (caisse_id, supplement_id, household_id, period, amount_cents, reason, state,
            requested_by, requested_at)
        values (@Caisse, @supplement, @household, '2020-12-01', 4500, 'forgotten', 'reserving', 'Alice',
            now());
        insert into expiry_warning (caisse_id, household_id, on_date, amount_cents, warned_30_on)
        values (@Caisse, @household, date_trunc('month', now())::date, 4000,
            date_trunc('month', now())::date - 30)
        """;
}
