using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Caisse.Rules;
using Caisse.Support;
using Caisse.TillSimulator;
using Dapper;
using Npgsql;
using Xunit.Abstractions;

namespace Caisse.SystemTests;

/// <summary>Many tills without network for a day, and everything that then goes wrong at once.</summary>
[Collection(PlatformTests.Name)]
public sealed class MarketDayTests(Platform platform, ITestOutputHelper output)
{
    const int Shops = 10;
    const int Stalls = 20;
    const int Households = 12;
    const int PaymentsPerStall = 10;
    const int PaymentsPerBatch = 3;
    const long AllocationCents = 10_000;
    const long FloorCents = 4_000;
    const long GuaranteeCents = 3_000;
    const int RecoveryPercent = 25;

    static readonly DateOnly Adult = new(1985, 3, 2);
    static readonly DateTimeOffset Opens = Fund.At(2026, 1, 10, 8);
    static readonly DateTimeOffset Closes = Fund.At(2026, 1, 10, 13);

    readonly Random random = new(Seed);
    readonly ConcurrentDictionary<(Guid Till, long Counter), TillAnswer> decided = [];
    readonly ConcurrentBag<TillAnswer> suspected = [];

    Fund fund = null!;
    Shop[] shops = null!;
    Household[] households = null!;
    string[] cards = null!;
    Stall[] stalls = null!;

    static int Seed { get; } = Random.Shared.Next();

    [Fact]
    public async Task Of_a_day_of_twenty_tills_without_network_every_cent_is_found()
    {
        output.WriteLine($"Seed {Seed}");
        await OpenAsync();
        var (blockedId, blocked) = await fund.IssueCardAsync(households[0]);
        fund.Now = Opens.AddHours(-3);
        await fund.Coordinator.PostAsync(
            $"{fund.Root}/cards/{blockedId}/block", null, HttpStatusCode.OK);
        var takenCents = stalls.Sum(Sell);
        takenCents += TakeThatIsRefused(stalls[0], blocked, 1_200);
        takenCents += TakeThatIsRefused(stalls[^1], cards[1], FloorCents + 500);

        fund.Now = Closes;
        await Task.WhenAll(stalls.Select(stall => SendBadlyAsync(stall, new Random(random.Next()))));
        takenCents += await SendForgeriesAsync(stalls[3]);

        var answers = decided.Values.Concat(suspected).ToList();
        Assert.Equal(takenCents, answers.Sum(answer => answer.AmountCents));
        var (movedCents, guaranteedCents) =
            (answers.Sum(answer => answer.MonaCents), answers.Sum(answer => answer.GuaranteedCents));
        output.WriteLine(
            $"{answers.Count} payments taken, {takenCents} cents: {movedCents} moved from wallets, "
            + $"{guaranteedCents} guaranteed, {answers.Sum(answer => answer.UnpaidCents)} refused");
        Assert.All(answers, answer => Assert.True(
            answer.UnpaidCents == 0 || answer.Reason is not null
            || answer.Detail.EndsWith(" not covered", StringComparison.Ordinal), answer.ToString()));
        Assert.All([movedCents, guaranteedCents], cents => Assert.InRange(cents, 1, takenCents));
        await ShouldBeWhereItWentAsync(movedCents, guaranteedCents);
        await ShouldComeBackAsync(guaranteedCents);
        Array.ForEach(stalls, stall => stall.Dispose());
    }

    async Task OpenAsync()
    {
        fund = await Fund.FoundAsync(
            platform, "market-day", Fund.At(2025, 12, 15), Fund.HundredPerAdult, Fund.OneEuro);
        households = await Task.WhenAll(
            Enumerable.Range(0, Households).Select(_ => fund.AdmitAsync(Fund.Month(2026, 1), Adult)));
        await fund.ConveneAsync(households[0].MemberIds[0]);
        shops = await Task.WhenAll(
            Enumerable.Range(1, Shops).Select(number => fund.ApplyAsync($"Étal {number}")));
        await fund.AccreditAsync(null, shops);
        await fund.DecideAsync(SetPaymentRules.Kind, new SetPaymentRules(
            OfflineFloorCents: FloorCents, OfflineGuaranteeCents: GuaranteeCents,
            RecoveryPercent: RecoveryPercent));
        await fund.ReceiveGrantAsync(Households * ((2 * AllocationCents) + GuaranteeCents));
        fund.Now = Fund.At(2026, 1, 5);
        await fund.AllocateAsync(Fund.Month(2026, 1));
        cards = await Task.WhenAll(
            households.Select(async household => (await fund.IssueCardAsync(household)).Token));
        // Clocks from an hour slow to an hour fast; the last till was told a floor that is too high.
        stalls = await Task.WhenAll(Enumerable.Range(0, Stalls).Select(number => fund.SetUpStallAsync(
            shops[number % Shops], number == Stalls - 1 ? 10 * FloorCents : FloorCents,
            TimeSpan.FromMinutes(-60 + (120.0 * number / (Stalls - 1))))));
    }

    /// <summary>A morning at a stall: all households buy everywhere. What it took, in cents.</summary>
    long Sell(Stall stall)
    {
        stall.Clock.Now = Opens;
        for (var customer = 0; customer < PaymentsPerStall; customer++)
        {
            stall.Clock.Now += TimeSpan.FromMinutes(random.Next(1, 29));
            // Where the till was told a floor that is too high, nobody buys twice: it would be refused later.
            var buyer = stall == stalls[^1] ? customer : random.Next(Households);
            stall.Till.Take(cards[buyer], random.Next(300, 1_500));
        }
        return stall.Till.Waiting.Sum(payment => payment.AmountCents);
    }

    static long TakeThatIsRefused(Stall stall, string card, long amountCents) =>
        stall.Till.Take(card, amountCents)!.AmountCents;

    /// <summary>
    /// Sends batches in any order and some of them again, one of them twice at the same time, and one only
    /// after its counts were asked for; in the end everything once more.
    /// </summary>
    async Task SendBadlyAsync(Stall stall, Random chance)
    {
        var batches = stall.Till.Waiting.Chunk(PaymentsPerBatch).ToList();
        var lost = batches[chance.Next(batches.Count - 1)];
        var sent = batches.Where(batch => batch != lost).ToArray();
        SignedPayment[][] order = [.. sent, sent[chance.Next(sent.Length)], sent[chance.Next(sent.Length)]];
        chance.Shuffle(order);
        foreach (var batch in order)
        {
            chance.Shuffle(batch);
            await NoteAsync(stall, batch);
        }
        var twice = sent[chance.Next(sent.Length)];
        var missing = (await Task.WhenAll(NoteAsync(stall, twice), NoteAsync(stall, twice)))[0];
        Assert.Equal(lost.Select(payment => payment.Counter), missing.MissingCounters);

        var asked = stall.Till.Waiting.Where(payment => missing.MissingCounters.Contains(payment.Counter));
        await Task.WhenAll(NoteAsync(stall, asked), NoteAsync(stall, asked));
        var again = await NoteAsync(stall, stall.Till.Waiting);
        Assert.Empty(again.MissingCounters);
        Assert.All(again.Payments, payment => Assert.True(payment.Repeated));
        stall.Till.Answered(again.Payments.Select(payment => payment.Counter));
        Assert.Empty(stall.Till.Waiting);
    }

    /// <summary>Sends, and compares with what was answered before.</summary>
    async Task<TillAnswers> NoteAsync(Stall stall, IEnumerable<SignedPayment> payments)
    {
        var answers = await fund.SendAsync(stall, payments);
        foreach (var answer in answers.Payments)
        {
            var first = decided.GetOrAdd((stall.Place.TillId, answer.Counter), answer);
            Assert.Equal(first with { Repeated = answer.Repeated }, answer);
        }
        return answers;
    }

    /// <summary>A copied device counts again from 1; a strange one has not the till's key.</summary>
    async Task<long> SendForgeriesAsync(Stall stall)
    {
        using var strangersKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var copy = stall.Copy();
        using var stranger = stall.Pretend(strangersKey);
        var forgeries = new[] { copy.Take(cards[0], 900)!, stranger.Take(cards[0], 1_000)! };
        var answers = await fund.SendAsync(stall, forgeries);

        Assert.Equal(
            ["counter-used-twice", "signature-wrong"], answers.Payments.Select(answer => answer.Reason));
        Assert.All(answers.Payments, answer => Assert.Equal(answer.AmountCents, answer.UnpaidCents));
        foreach (var answer in answers.Payments)
        {
            suspected.Add(answer);
        }
        await using var database = new NpgsqlConnection(platform.DatabaseOf("wallet"));
        var flagged = await database.QueryAsync<string>(
            """
            select after ->> 'reason' from audit
            where caisse_id = @Slug and action = 'till.suspected' and subject = @TillId
            order by audit_id
            """,
            new { fund.Slug, TillId = stall.Place.TillId.ToString() });
        Assert.Equal(["counter-used-twice", "signature-wrong"], flagged);
        return forgeries.Sum(payment => payment.AmountCents);
    }

    /// <summary>Each payment once: in its wallet, with its point of sale, on the guarantee.</summary>
    async Task ShouldBeWhereItWentAsync(long movedCents, long guaranteedCents)
    {
        foreach (var shop in shops)
        {
            var paid = stalls.Where(stall => stall.Place.PointOfSaleId == shop.Id)
                .SelectMany(stall => decided.Where(one => one.Key.Till == stall.Place.TillId))
                .Select(one => one.Value.PaidCents).Where(cents => cents > 0).ToList();
            var statement = await fund.StatementAsync(shop, fund.Today, fund.Today, movements: paid.Count);
            Assert.Equal(paid.Sum(), statement.Cents("netCents"));
        }
        Assert.Equal(
            ["above-offline-floor", "card-blocked"],
            decided.Values.Select(answer => answer.Reason).OfType<string>().Order());
        var wallets = await WalletsAsync();
        Assert.Equal((Households * AllocationCents) - movedCents, wallets.Sum(wallet => wallet.BalanceCents));
        Assert.Equal(guaranteedCents, wallets.Sum(wallet => wallet.OwedCents));
        Assert.All(wallets, wallet => Assert.InRange(wallet.OwedCents, 0, GuaranteeCents));
        var ledger = await fund.ShouldAgreeAsync();
        Assert.Equal(-guaranteedCents, ledger.Cents("guaranteeCents"));
        Assert.Equal(movedCents + guaranteedCents, ledger.Cents("outstandingPointsOfSaleCents"));
    }

    /// <summary>A quarter of the next allocation at most; the points of sale are reimbursed in full.</summary>
    async Task ShouldComeBackAsync(long guaranteedCents)
    {
        var before = await WalletsAsync();
        fund.Now = Fund.At(2026, 2, 5);
        await fund.AllocateAsync(Fund.Month(2026, 2));
        var after = await WalletsAsync();
        var recoveredCents = 0L;
        foreach (var (was, now) in before.Zip(after))
        {
            var share = Math.Min(was.OwedCents, AllocationCents * RecoveryPercent / 100);
            Assert.Equal((was.BalanceCents + AllocationCents - share, was.OwedCents - share), now);
            recoveredCents += share;
        }
        output.WriteLine($"{recoveredCents} cents recovered from the next allocation");
        var owed = await fund.ShouldAgreeAsync();
        Assert.Equal(recoveredCents - guaranteedCents, owed.Cents("guaranteeCents"));
        var settlement = await fund.SettleAsync(new DateOnly(2026, 1, 31));
        Assert.Equal(owed.Cents("outstandingPointsOfSaleCents"), settlement.Cents("netCents"));
        Assert.Equal(0, (await fund.ShouldAgreeAsync()).Cents("outstandingPointsOfSaleCents"));
    }

    async Task<(long BalanceCents, long OwedCents)[]> WalletsAsync() => await Task.WhenAll(
        households.Select(async household =>
        {
            var wallet = await fund.Treasurer.ReadAsync($"{fund.Root}/wallets/{household.Id}");
            return (wallet.Cents("balanceCents"), wallet.Cents("owedCents"));
        }));
}
