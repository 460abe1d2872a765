using System.Net;
using Caisse.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Caisse.Contributions.Tests;

public sealed class JournalTests(StartedService started) : IClassFixture<StartedService>
{
    const int Callers = 8;
    const int ReceiptsEach = 25;

    [Fact]
    public async Task Eight_callers_leave_no_gap_and_every_entry_balanced_even_when_some_are_refused()
    {
        var fund = await TestFund.FoundAsync(started);
        var household = await fund.AdmitAsync(2);
        var grantId = await fund.PromiseAsync(1_000);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            for (var turn = 0; turn < ReceiptsEach; turn++)
            {
                await fund.ReceiveAsync(household, 100 + turn, caller % 2 == 0 ? "cash" : "transfer");
                await fund.ReceiveInstalmentAsync(grantId, 1_001, HttpStatusCode.Conflict);
            }
        }));
        Assert.Empty(await fund.WrongInJournalAsync());
        var stands = await fund.ReadAsync("fund");
        Assert.Equal(Callers * (ReceiptsEach * 100 + 300), stands.GetProperty("cashCents").GetInt64());
    }

    [Fact]
    public async Task The_database_refuses_an_entry_out_of_balance()
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => InTransactionAsync(
            """
            insert into journal_entry (caisse_id, journal, number, entered_on, label, source, source_id)
            values ('x', 'BQ', 1, '2026-12-05', 'wrong', 'test', gen_random_uuid());
            insert into journal_line (caisse_id, journal, number, line, account, debit_cents, credit_cents)
            values ('x', 'BQ', 1, 1, '512000', 100, 0), ('x', 'BQ', 1, 2, '756000', 0, 99)
            """));
        Assert.Equal("23514", refused.SqlState);
    }

    [Fact]
    public async Task The_database_refuses_an_entry_without_lines()
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => InTransactionAsync(
            """
            insert into journal_entry (caisse_id, journal, number, entered_on, label, source, source_id)
            values ('x', 'BQ', 1, '2026-12-05', 'nothing', 'test', gen_random_uuid())
            """));
        Assert.Equal("23514", refused.SqlState);
    }

    [Theory]
    [InlineData("journal_entry")]
    [InlineData("journal_line")]
    [InlineData("receipt")]
    [InlineData("instalment")]
    [InlineData("settlement")]
    [InlineData("due")]
    [InlineData("pledge_terms")]
    [InlineData("rule_in_force")]
    public async Task What_is_recorded_cannot_be_changed_by_the_service(string table)
    {
        string[] statements = [$"update {table} set caisse_id = caisse_id", $"delete from {table}"];
        foreach (var statement in statements)
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => InTransactionAsync(statement));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    [Fact]
    public async Task The_file_adds_up_to_the_fund_and_guards_against_formulas()
    {
        var fund = await TestFund.FoundAsync(started);
        var funder = await fund.PostAsync("funders", new { name = "=1+1;\"x\"", kind = "private" });
        var grant = await fund.PostAsync("grants", new
        {
            funderId = funder.Id(),
            amountCents = 5_000,
            from = "2026-01-01",
            until = "2027-01-01",
            purpose = "x",
        });
        await fund.ReceiveInstalmentAsync(grant.Id(), 5_000);
        using var response = await fund.Treasurer.GetAsync(
            new Uri(fund.Address("exports/journal.csv?from=2026-01-01&to=2026-12-31"), UriKind.Relative));
        var file = await response.Content.ReadAsStringAsync();
        Assert.Contains(
            "04/12/2026;BQ;1;512000;\"Subvention =1+1;\"\"x\"\"\";50,00;", file, StringComparison.Ordinal);
        Assert.Contains(";754000;", file, StringComparison.Ordinal);
    }

    /// <summary>Under the service's own role, as the service would.</summary>
    async Task InTransactionAsync(string sql)
    {
        var source = started.Service.Services.GetRequiredService<NpgsqlDataSource>();
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("select set_config('app.caisse', 'x', true)", transaction: transaction);
        await connection.ExecuteAsync(sql, transaction: transaction);
        await transaction.CommitAsync();
    }
}
