using System.Collections.Concurrent;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Caisse.Wallet.Domain;
using Caisse.Wallet.HandlingCards;
using Caisse.Wallet.Paying;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>
/// A fund with few wallets and few shops, so that callers meet: every call to it is recorded, and the history
/// checked at the end.
/// </summary>
sealed class Playground
{
    const int Households = 5;
    const int Shops = 3;

    /// <summary>Of the card that has one.</summary>
    internal const string Pin = "1234";

    /// <summary>So many in a household that it has 550.00, at 100.00 and 50.00 for each further one.</summary>
    static readonly int[] Adults = [.. Enumerable.Repeat(40, 10)];

    static readonly DateTimeOffset Opened = new(2026, 8, 14, 8, 0, 0, TimeSpan.Zero);

    readonly Fund fund;
    readonly CommittedOrder order;

    Playground(
        Fund fund, CommittedOrder order, IReadOnlyList<Guid> wallets, IReadOnlyList<string> cards,
        IReadOnlyList<Guid> shops) =>
        (this.fund, this.order, Wallets, Cards, ShopIds) = (fund, order, wallets, cards, shops);

    internal IReadOnlyList<Guid> Wallets { get; }

    /// <summary>A card for each wallet; the last has a PIN.</summary>
    internal IReadOnlyList<string> Cards { get; }

    internal IReadOnlyList<Guid> ShopIds { get; }

    internal Recorder Recorder { get; } = new();

    /// <summary>The payments that anyone at a point of sale has heard of.</summary>
    internal ConcurrentDictionary<Guid, ConcurrentQueue<Guid>> Payments { get; } = [];

    /// <summary>Opens one; limits are so high that they are reached only now and then.</summary>
    internal static async Task<Playground> OpenAsync(Fund fund)
    {
        await fund.DecideAsync(
            SetCategoryRates.Kind, new SetCategoryRates([new("two hearts", 70), new("wine", 0)]),
            new DateOnly(2026, 8, 1));
        await fund.DecideAsync(
            SetPaymentRules.Kind,
            new SetPaymentRules(LargestPerDayCents: 30_000, LargestPerPointOfSaleAndDayCents: 15_000),
            new DateOnly(2026, 8, 1));
        Guid[] households = [.. await Task.WhenAll(
            Enumerable.Range(0, Households).Select(_ => fund.AdmitAsync()))];
        var shops = await Task.WhenAll(Enumerable.Range(0, Shops).Select(_ => fund.AccreditAsync()));
        var cards = await Task.WhenAll(households.Select((household, place) =>
            fund.CardAsync(household, place == Households - 1 ? Pin : null)));
        await fund.AllocateAsync("2026-08", [.. households.Select(household => (household, Adults))]);
        await OpenGuaranteeAsync(fund);
        return new Playground(
            fund, await CommittedOrder.FollowAsync(fund.Service.Database), households,
            [.. cards.Select(card => card.Token)], [.. shops.Select(shop => shop.PointOfSale)]);
    }

    /// <summary>
    /// Callers as the tills of the shops in turn, each at an instance that knows it by a token.
    /// </summary>
    internal Task PlayAsync(
        int seed, int callers, int callsEach, Func<int, Func<string, HttpClient>> instanceOf,
        CancellationToken ending = default) =>
        Task.WhenAll(Enumerable.Range(0, callers).Select(async number =>
        {
            using var till = instanceOf(number)(TestIdentity.Token(
                [$"{Fund.Caisse}:till", $"{Fund.Caisse}:wallets.read"], subject: $"caller {number}",
                pointOfSaleId: ShopIds[number % Shops], expires: DateTimeOffset.UtcNow.AddHours(1)));
            await new RandomCaller(this, till, number, unchecked(seed + number))
                .CallAsync(callsEach, ending);
        }));

    /// <summary>Some instant of two days of August.</summary>
    internal static DateTimeOffset SomeInstant(Random random) => Opened.AddMinutes(random.Next(2 * 24 * 60));

    /// <summary>Opened when it is first needed; the replay wants all accounts from the beginning.</summary>
    static async Task OpenGuaranteeAsync(Fund fund)
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "insert into account (caisse_id, account_id, kind) values (@Caisse, @Id, @Name)",
            new { Fund.Caisse, Id = Guid.CreateVersion7(), AccountKind.Guarantee.Name });
    }

    /// <summary>All points of sale are reimbursed, in the middle of everything else.</summary>
    internal Task SettleAsync()
    {
        var asked = Settlement(Guid.CreateVersion7());
        return Recorder.AskByEventAsync(
            new Call(-1, default, new SettleAsk(asked.SettlementId), asked.SettlementId.ToString(), Opened, 0),
            () => fund.Service.HearAsync(asked));
    }

    /// <summary>Looks until a session of the wallet is at such a statement, so many times at most.</summary>
    internal async Task BatchIsAtAsync(string statement, int mostLooks)
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        for (var look = 0; look < mostLooks && !await connection.ExecuteScalarAsync<bool>(
            """
            select exists (
                select from pg_stat_activity
                where application_name = @Caisse and state = 'active' and ltrim(query, E' \n') like @statement)
            """,
            new { Fund.Caisse, statement }); look++)
        {
        }
    }

    /// <summary>Compares what happened with what should have, in every way there is.</summary>
    internal async Task CheckAsync(int seed)
    {
        var (decided, moved) = await order.ReadAsync();
        var services = fund.Service.Services;
        var caisse = await services.GetRequiredService<Caisses>()
            .FindAsync(Fund.Caisse, CancellationToken.None);
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        var ledger = new ReplayedLedger(
            caisse!, await PaymentFacts.ReadAsync(connection, Fund.Caisse, 0),
            services.GetRequiredService<Pins>(), order.Book);
        var complaints = HistoryChecker.Check(new History(Recorder.Calls, decided, moved), ledger);
        Assert.True(
            complaints.Count == 0,
            $"CAISSE_SEED={seed}, {complaints.Count} answers cannot be explained:\n"
            + string.Join('\n', complaints.Take(5)));
        var accounts = await connection.QueryAsync<AccountState>(
            "select account_id, account_number, kind, balance_cents, held_cents, version from account");
        Assert.All(accounts, account => Assert.Equal(order.Book.Accounts[account.AccountId], account));
        await fund.ShouldBalanceAsync();
    }

    static SettlementRequested Settlement(Guid id) =>
        new(Fund.Caisse, id, new DateOnly(2026, 12, 31), Opened);
}
