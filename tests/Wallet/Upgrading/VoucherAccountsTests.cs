using System.Net;
using System.Text.Json;
using Caisse.LedgerVerifier;
using Caisse.Support;
using Dapper;
using static Caisse.Wallet.Tests.Fund;

namespace Caisse.Wallet.Tests.Upgrading;

/// <summary>
/// A database of the release in which vouchers of the fund were on accounts of households, with a month that
/// it closed and published.
/// </summary>
public sealed class VoucherAccountsTests : IAsyncLifetime
{
    const string Batch = "01a22df4-f1c4-798c-936c-c2fd24ee2c99";
    const string LastVoucher = "01a22df4-f1ce-7318-87ec-4c9cea48b238";
    const string PublishedOfOctober = "66eaae656e00799470506aa3895f31f8ec0fdaaadc0f047354532af9cc9bc2c2";
    const string Warned =
        $"""
        insert into expiry_warning (caisse_id, household_id, on_date, amount_cents, warned_30_on)
        values ('nantes', '{Batch}', '2027-01-01', 1000, '2026-12-01');
        """;

    static readonly DateTimeOffset December = new(2026, 12, 5, 9, 0, 0, TimeSpan.Zero);

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("upgraded-");
    RunningService<WalletService> wallet = null!;

    public async Task InitializeAsync()
    {
        var written = Path.Combine(AppContext.BaseDirectory, "Upgrading", "until_0017.sql");
        wallet = await RunningService<WalletService>.UpgradeAsync(
            "0017", await File.ReadAllTextAsync(written) + Warned);
    }

    public async Task DisposeAsync()
    {
        folder.Delete(recursive: true);
        await wallet.DisposeAsync();
    }

    [Fact]
    public async Task What_was_published_of_a_closed_month_stays_true_and_the_months_after_follow_it()
    {
        using var treasurer = wallet.Client($"{Fund.Caisse}:treasurer");
        await CancelLastVoucherAsync();
        var november = await treasurer.PostAsync(
            $"{Root}/ledger/closings", new { period = "2026-11" }, HttpStatusCode.OK, at: December);
        var december = await treasurer.PostAsync(
            $"{Root}/ledger/closings", new { period = "2026-12" }, HttpStatusCode.OK,
            at: December.AddMonths(1));
        Assert.Equal(1, november.GetProperty("transfers").GetInt64());
        Assert.Equal(1, december.GetProperty("transfers").GetInt64());

        string[] months =
            [await ExportAsync(treasurer, "2026-10"), await ExportAsync(treasurer, "2026-11"),
                await ExportAsync(treasurer, "2026-12")];
        var published = await WriteAsync(await treasurer.GetStringAsync(Address("closings?limit=10")));
        Assert.Equal(Verification.Sound, Verify([.. months, "--closings", published]));
        Assert.Equal(
            Verification.Sound,
            Verify(months[0], "--digest", PublishedOfOctober));
    }

    [Fact]
    public async Task What_vouchers_of_the_fund_hold_is_no_household_s_any_more()
    {
        using var treasurer = wallet.Client($"{Fund.Caisse}:treasurer");
        var proof = await treasurer.ReadAsync($"{Root}/ledger/check");
        Assert.True(proof.GetProperty("isSound").GetBoolean(), proof.ToString());
        Assert.Equal(
            (10_000, 1000, 2000, 13_000),
            (proof.Cents("outstandingHouseholdsCents"), proof.Cents("outstandingVouchersCents"),
                proof.Cents("outstandingPointsOfSaleCents"), proof.Cents("issuedCents")));
        Assert.True((await treasurer.ReadAsync($"{Root}/ledger/check?since=closing"))
            .GetProperty("isSound").GetBoolean());
        await treasurer.ReadAsync($"{Root}/wallets/{Batch}", HttpStatusCode.NotFound);

        await using var owner = await wallet.Database.OpenConnectionAsync();
        Assert.Equal(
            ["household as household", "voucher_batch as household"],
            await owner.QueryAsync<string>(
                """
                select concat_ws(' as ', kind, coalesce(closed_as, kind)) from account
                where kind in ('household', 'voucher_batch') order by kind
                """));
        Assert.Equal(0, await owner.ExecuteScalarAsync<int>("select count(*) from expiry_warning"));
    }

    /// <summary>It moves MonA from the account that changed its kind.</summary>
    async Task CancelLastVoucherAsync()
    {
        using var coordinator = wallet.Client($"{Fund.Caisse}:coordinator");
        var cancelled = await coordinator.PostAsync(
            $"{Root}/vouchers/{LastVoucher}/cancellation", null, HttpStatusCode.OK, at: December);
        Assert.Equal("cancelled", cancelled.Text("state"));
    }

    static int Verify(params string[] arguments) =>
        Verification.Run(arguments, TextWriter.Null, TextWriter.Null);

    static Uri Address(string path) => new($"{Root}/ledger/{path}", UriKind.Relative);

    async Task<string> ExportAsync(HttpClient treasurer, string period) =>
        await WriteAsync(await treasurer.GetStringAsync(Address($"export?period={period}")));

    async Task<string> WriteAsync(string text)
    {
        var file = Path.Combine(folder.FullName, Guid.NewGuid().ToString("N"));
        await File.WriteAllTextAsync(file, text);
        return file;
    }
}
