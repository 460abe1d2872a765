using System.Text.RegularExpressions;
using Caisse.Support;
using Caisse.Wallet.Domain;
using Dapper;

namespace Caisse.Wallet.Tests;

/// <summary>The database keeps lists of kinds of its own, which must be those of the code.</summary>
public sealed partial class KindTests(Fund fund) : IClassFixture<Fund>
{
    [Fact]
    public async Task The_database_knows_the_kinds_of_movements_that_the_code_knows() => Assert.Equal(
        MovementKind.All.Select(kind => kind.Name).Order(StringComparer.Ordinal),
        await NamesInAsync(Constraint, "transfer_kind_known"));

    [Fact]
    public async Task The_database_knows_the_kinds_of_accounts_that_the_code_knows() => Assert.Equal(
        AccountKind.All.Select(kind => kind.Name).Order(StringComparer.Ordinal),
        await NamesInAsync(Constraint, "account_kind_known"));

    /// <summary>They alone may be below zero, and a caisse has one of each.</summary>
    [Theory]
    [InlineData(Constraint, "account_floor_kept")]
    [InlineData(Index, "account_of_the_fund")]
    public async Task The_database_knows_which_accounts_are_the_fund_s_own(string read, string name) =>
        Assert.Equal(
            AccountKind.All.Where(kind => kind.IsOfFund).Select(kind => kind.Name)
                .Order(StringComparer.Ordinal),
            await NamesInAsync(read, name));

    [Fact]
    public void A_kind_of_movement_says_what_it_counts_as_and_how_it_is_said() =>
        Assert.All(MovementKind.All, kind =>
        {
            Assert.Same(kind, MovementKind.Of(kind.Name));
            Assert.Contains(kind.Sql, MovementKind.ListOf(kind.Counts), StringComparison.Ordinal);
            Assert.All([kind.Received, kind.Given], ShouldBeSaid);
        });

    [Fact]
    public void A_kind_of_account_says_whose_it_is_and_how_it_is_said() =>
        Assert.All(AccountKind.All, kind =>
        {
            Assert.Same(kind, AccountKind.Of(kind.Name));
            Assert.Equal(kind.IsOfFund, AccountKind.OfFund.Contains(kind.Sql, StringComparison.Ordinal));
            ShouldBeSaid(kind.Words);
        });

    [Fact]
    public void What_points_of_sale_are_reimbursed_for_is_what_they_took_in_less_what_they_gave_back()
    {
        Assert.Equal(
            "('payment', 'offline_payment', 'voucher', 'shortfall')", MovementKind.ListOf(CountsAs.TakenIn),
            SameNames);
        Assert.Equal("('refund')", MovementKind.ListOf(CountsAs.GivenBack));
        Assert.Equal("('allocation')", MovementKind.ListOf(CountsAs.Issued));
        Assert.Equal("('settlement', 'reimbursement')", MovementKind.ListOf(CountsAs.Settled), SameNames);
    }

    [Fact]
    public async Task A_statement_says_in_both_languages_what_moved_and_whose_the_other_account_is()
    {
        var household = await fund.AdmitAsync();
        await fund.AllocateAsync("2026-05", (household, [40]));
        var entry = (await fund.Treasurer.ReadAsync($"{Fund.Root}/wallets/{household}/entries"))
            .GetProperty("items")[0];
        Assert.Equal(
            ("allocation", "Allocation", "Dotation"),
            (entry.Text("kind"), entry.Text("description"), entry.Text("descriptionInFrench")));
        Assert.Equal(
            ("issuance", "The fund: issue", "La caisse : émission"),
            (entry.Text("otherAccountKind"), entry.Text("otherAccountDescription"),
                entry.Text("otherAccountDescriptionInFrench")));
    }

    static bool SameNames(string one, string other) => NamesIn(one).SequenceEqual(NamesIn(other));

    static void ShouldBeSaid(Wording words)
    {
        Assert.NotEmpty(words.English);
        Assert.NotEmpty(words.French);
        Assert.NotEqual(words.English, words.French);
    }

    async Task<IEnumerable<string>> NamesInAsync(string read, string name)
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        return NamesIn(await connection.QuerySingleAsync<string>(read, new { name }));
    }

    static IEnumerable<string> NamesIn(string sql) =>
        Name().Matches(sql).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal);

    [GeneratedRegex("'([a-z_]+)'")]
    private static partial Regex Name();

    const string Constraint = "select pg_get_constraintdef(oid) from pg_constraint where conname = @name";
    const string Index = "select indexdef from pg_indexes where indexname = @name";
}
