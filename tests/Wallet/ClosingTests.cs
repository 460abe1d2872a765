using System.Net;
using System.Text.Json;
using Caisse.Contracts.Wallet;
using Caisse.LedgerVerifier;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Caisse.Wallet.ClosingMonths;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using static Caisse.Wallet.Tests.Fund;

namespace Caisse.Wallet.Tests;

/// <summary>Each test has a ledger of its own: a closed month stays closed.</summary>
public sealed class ClosingTests : IAsyncLifetime
{
    const string Closings = $"{Fund.Root}/ledger/closings";

    readonly Fund fund = new();
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("closings-");

    public Task InitializeAsync() => fund.InitializeAsync();

    public async Task DisposeAsync()
    {
        folder.Delete(recursive: true);
        await fund.DisposeAsync();
    }

    [Fact]
    public async Task What_is_paid_is_closed_exported_and_verified_and_no_longer_once_tampered_with()
    {
        await PayAsync("2026-02-10", "2026-02-20", "2026-03-05");
        var february = await CloseAsync("2026-02", "2026-03-01");
        var march = await CloseAsync("2026-03", "2026-04-01");
        Assert.Equal(3, february.GetProperty("transfers").GetInt64());
        Assert.Equal(10_000 + 200, february.GetProperty("amountCents").GetInt64());
        Assert.Equal(1, march.GetProperty("transfers").GetInt64());
        Assert.Equal(Digest(february), march.GetProperty("previousDigest").GetString());
        Assert.Equal(
            [Digest(february), Digest(march)],
            (await fund.Service.PublishedAsync<LedgerClosed>()).Select(closed => closed.Digest));

        using var anyone = fund.Service.Client();
        var published = await WriteAsync("closings", await anyone.GetStringAsync(Uri(Closings)));
        var exported = await ExportAsync("2026-02");
        string[] months = [exported, await ExportAsync("2026-03")];
        Assert.Equal(Verification.Sound, Verify([.. months, "--closings", published]));
        Assert.Equal(Verification.Sound, Verify([.. months, "--digest", Digest(march)]));
        await fund.ShouldBalanceAsync();

        // Rewritten with care: the movement, and every balance after it, agree again.
        await using var owner = await fund.Service.Database.OpenConnectionAsync();
        await owner.ExecuteAsync(
            """
            update transfer
            set amount_cents = amount_cents + 50, debit_balance_cents = debit_balance_cents - 50,
                credit_balance_cents = credit_balance_cents + 50
            where position = (select min(position) from transfer where kind = 'payment');
            update transfer set debit_balance_cents = debit_balance_cents - 50,
                credit_balance_cents = credit_balance_cents + 50
            where kind = 'payment' and position > (
                select min(position) from transfer where kind = 'payment');
            update account set balance_cents = balance_cents - 50 where kind = 'household';
            update account set balance_cents = balance_cents + 50 where kind = 'point_of_sale';
            """);
        await fund.ShouldBalanceAsync();
        Assert.Equal(
            Verification.NotSound, Verify(await ExportAsync("2026-02"), "--digest", Digest(february)));
        Assert.Equal(Verification.NotSound, Verify(await ExportAsync("2026-02"), "--closings", published));
        Assert.Equal(Verification.Sound, Verify(exported, "--closings", published));
    }

    [Fact]
    public async Task Months_are_closed_in_order_once_they_are_over_and_only_once()
    {
        await PayAsync("2026-02-10", "2026-03-05");
        await RefuseAsync("2026-02", "2026-02-28", "month-not-over");
        await RefuseAsync("2026-03", "2026-04-01", "earlier-month-open");
        await RefuseAsync("2026-01", "2026-04-01", "no-movements");
        await fund.Treasurer.PostAsync(Closings, new { }, HttpStatusCode.BadRequest);

        var first = await CloseAsync("2026-02", "2026-03-01");
        var again = await CloseAsync("2026-02", "2026-05-01");
        Assert.Equal(first.ToString(), again.ToString());
        await RefuseAsync("2026-04", "2026-05-01", "earlier-month-open");
        Assert.Single(await fund.Service.PublishedAsync<LedgerClosed>());
    }

    [Fact]
    public async Task A_movement_recorded_after_its_month_was_closed_is_in_the_next_closing()
    {
        await PayAsync("2026-02-10");
        await CloseAsync("2026-02", "2026-03-01");
        await PayAsync("2026-02-27");
        var march = await CloseAsync("2026-03", "2026-04-01");

        Assert.Equal(2, march.GetProperty("transfers").GetInt64());
        Assert.Contains(
            "2026-02-27T10:00:00.000000Z", await File.ReadAllTextAsync(await ExportAsync("2026-03")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closed_many_times_at_once_a_month_has_one_closing()
    {
        await PayAsync("2026-02-10");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => fund.Treasurer.SendJsonAsync(
            HttpMethod.Post, Closings, new { period = "2026-02" }, at: At("2026-03-01"))));

        Assert.All(answers, answer => Assert.True(
            answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable));
        Assert.Contains(answers, answer => answer.IsSuccessStatusCode);
        Assert.Single(await fund.Service.PublishedAsync<LedgerClosed>());
    }

    [Fact]
    public async Task A_month_closes_by_itself_a_day_after_its_last_movement_was_recorded()
    {
        var worker = fund.Service.Services.GetRequiredService<CloseMonthsThatAreOver>();
        var caisse = (await fund.Service.Services.GetRequiredService<Caisses>()
            .FindAsync(Fund.Caisse, CancellationToken.None))!;
        await using var owner = await fund.Service.Database.OpenConnectionAsync();
        Task<bool> CloseNextAsync() => worker.CloseNextAsync(caisse, CancellationToken.None);
        Task<int> ADayPassesAsync() => owner.ExecuteAsync(
            "update ledger_closing_due set seen_at = seen_at - interval '25 hours'");

        Assert.False(await CloseNextAsync());
        await PayAsync("2026-02-10");
        Assert.False(await CloseNextAsync());
        await ADayPassesAsync();
        await PayAsync("2026-02-11");
        Assert.False(await CloseNextAsync());
        await ADayPassesAsync();
        var closed = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => CloseNextAsync()));

        Assert.Contains(true, closed);
        Assert.Equal(4, Assert.Single(await fund.Service.PublishedAsync<LedgerClosed>()).Transfers);
    }

    [Fact]
    public async Task Everyone_reads_the_digests_and_few_the_movements()
    {
        await PayAsync("2026-02-10");
        await CloseAsync("2026-02", "2026-03-01");
        using var member = fund.Service.Client($"{Fund.Caisse}:member");
        using var figures = fund.Service.Client($"{Fund.Caisse}:fund.read");
        using var wallets = fund.Service.Client($"{Fund.Caisse}:wallets.read");
        using var anyone = fund.Service.Client();

        var closings = await anyone.ReadAsync(Closings);
        Assert.Equal("2026-02", closings.GetProperty("items")[0].GetProperty("period").GetString());
        await anyone.ReadAsync("/v1/caisses/nowhere/ledger/closings", HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.OK, (await wallets.GetAsync(Uri(Export("2026-02")))).StatusCode);
        await member.ReadAsync(Export("2026-02"), HttpStatusCode.Forbidden);
        await figures.ReadAsync(Export("2026-02"), HttpStatusCode.Forbidden);
        await fund.Treasurer.ReadAsync(Export("2026-03"), HttpStatusCode.NotFound);
        await fund.Treasurer.ReadAsync(Export("soon"), HttpStatusCode.BadRequest);
        await fund.Coordinator.PostAsync(Closings, new { period = "2026-02" }, HttpStatusCode.Forbidden);
    }

    /// <summary>A household with an allocation of its own pays 1.00 on each of these days.</summary>
    async Task PayAsync(params string[] days)
    {
        var household = await fund.AdmitAsync();
        var (shop, till) = await fund.AccreditAsync();
        var card = await fund.CardAsync(household);
        var run = new DateOnly(2027, 1, 1).AddMonths(runs++);
        await fund.AllocateAsync($"{run:yyyy-MM}", (household, [40]));
        foreach (var day in days)
        {
            await till.PostAsync(
                $"{Fund.Root}/payments",
                new { pointOfSaleId = shop, means = new { card = card.Token }, amountCents = 100 },
                key: NewKey(), at: At(day));
        }
    }

    int runs;

    Task<JsonElement> CloseAsync(string period, string day) =>
        fund.Treasurer.PostAsync(Closings, new { period }, HttpStatusCode.OK, at: At(day));

    async Task RefuseAsync(string period, string day, string type)
    {
        var refused = await fund.Treasurer.PostAsync(
            Closings, new { period }, HttpStatusCode.Conflict, at: At(day));
        Assert.Equal(type, refused.ProblemType());
    }

    async Task<string> ExportAsync(string period) =>
        await WriteAsync(period, await fund.Treasurer.GetStringAsync(Uri(Export(period))));

    async Task<string> WriteAsync(string name, string text)
    {
        var file = Path.Combine(folder.FullName, $"{name}-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(file, text);
        return file;
    }

    static int Verify(params string[] arguments) =>
        Verification.Run(arguments, TextWriter.Null, TextWriter.Null);

    static string Export(string period) => $"{Fund.Root}/ledger/export?period={period}";

    static Uri Uri(string address) => new(address, UriKind.Relative);

    static string Digest(JsonElement closing) => closing.GetProperty("digest").GetString()!;

    static DateTimeOffset At(string day) => DateTimeOffset.Parse($"{day}T10:00:00Z", null);
}
