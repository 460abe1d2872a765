using System.Net;
using System.Text.Json;
using Caisse.Support;
using Dapper;
using static Caisse.Wallet.Tests.Fund;

namespace Caisse.Wallet.Tests;

/// <summary>
/// The owner of the database may do what the service may not: the ledger's check sees each kind of damage.
/// </summary>
public sealed class LedgerDamageTests(DamagedFund damaged) : IClassFixture<DamagedFund>
{
    const string LastPayment = "(select max(position) from transfer where kind = 'payment')";
    const string FirstPayment = "(select min(position) from transfer where kind = 'payment')";

    public static TheoryData<string, string, string, int> Kinds => new()
    {
        {
            "a movement lost", $"delete from transfer where position = {LastPayment}",
            "accountsUnlikeTheirEntries", 2
        },
        {
            "a movement doubled",
            $"""
            insert into transfer (caisse_id, transfer_id, kind, debit_account, credit_account, amount_cents,
                debit_version, debit_balance_cents, credit_version, credit_balance_cents, actor_number, at)
            select caisse_id, gen_random_uuid(), kind, debit_account, credit_account, amount_cents,
                debit_version + 1, debit_balance_cents, credit_version + 1, credit_balance_cents,
                actor_number, at
            from transfer where position = {LastPayment}
            """, "accountsUnlikeTheirEntries", 2
        },
        {
            "an amount changed", $"update transfer set amount_cents = 101 where position = {LastPayment}",
            "accountsUnlikeTheirEntries", 2
        },
        {
            "a balance after a movement changed",
            $"update transfer set credit_balance_cents = 1 where position = {LastPayment}",
            "accountsUnlikeTheirEntries", 1
        },
        {
            "two movements in the other order",
            $"""
            update transfer set debit_version = debit_version + 100 where kind = 'payment';
            update transfer set debit_version = case position when {LastPayment} then 2 else 5 end
            where position in ({FirstPayment}, {LastPayment});
            update transfer set debit_version = debit_version - 100 where debit_version > 100
            """, "accountsUnlikeTheirEntries", 1
        },
        {
            "a balance changed", "update account set balance_cents = 500 where kind = 'household'",
            "accountsUnlikeTheirEntries", 1
        },
        {
            "MonA moved without a movement",
            """
            update account set balance_cents = balance_cents - 50 where kind = 'household';
            update account set balance_cents = balance_cents + 50 where kind = 'point_of_sale'
            """, "accountsUnlikeTheirEntries", 2
        },
        {
            "a version changed", "update account set version = version + 1 where kind = 'household'",
            "accountsUnlikeTheirEntries", 1
        },
        {
            "a movement to an account that does not exist",
            $"update transfer set credit_account = 999999 where position = {LastPayment}",
            "transfersWithoutAccount", 1
        },
        {
            "a movement to an account of another caisse",
            $"""
            insert into account (caisse_id, account_id, kind)
            values ('brest', gen_random_uuid(), 'household');
            update transfer
            set credit_account = (select account_number from account where caisse_id = 'brest')
            where position = {LastPayment}
            """, "transfersWithoutAccount", 1
        },
        {
            "an account deleted", "delete from account where kind = 'point_of_sale'",
            "transfersWithoutAccount", 4
        },
        {
            "more held than authorised",
            "update account set held_cents = held_cents + 1 where held_cents > 0",
            "accountsUnlikeTheirHolds", 1
        },
        {
            "an authorisation ended that still holds",
            "update payment set state = 'voided' where state = 'authorised'", "accountsUnlikeTheirHolds", 1
        },
        {
            "more held than there is",
            """
            alter table account drop constraint if exists account_check1;
            update account set held_cents = balance_cents + 1 where kind = 'household'
            """, "accountsBelowTheirFloor", 1
        },
        {
            "a household below zero",
            """
            alter table account drop constraint if exists account_floor_kept,
                drop constraint if exists account_check1;
            update account set balance_cents = -1 where kind = 'household'
            """, "accountsBelowTheirFloor", 1
        },
        {
            "a movement given another kind",
            $"update transfer set kind = 'allocation' where position = {LastPayment}", "issuedCents", 10_100
        },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_check_sees(string what, string damage, string figure, int expected)
    {
        Assert.True((await damaged.CheckAsync()).GetProperty("isSound").GetBoolean());

        await using var owner = await damaged.Fund.Service.Database.OpenConnectionAsync();
        await owner.ExecuteAsync(DamagedFund.Keep + damage);
        var proof = await damaged.CheckAsync();
        await owner.ExecuteAsync(DamagedFund.Restore);

        Assert.False(proof.GetProperty("isSound").GetBoolean(), what);
        Assert.Equal(expected, proof.GetProperty(figure).GetInt64());
        Assert.True((await damaged.CheckAsync()).GetProperty("isSound").GetBoolean());
    }

    [Fact]
    public async Task A_sound_ledger_adds_up()
    {
        var proof = await damaged.CheckAsync();

        Assert.Equal(0, proof.GetProperty("sumCents").GetInt64());
        Assert.Equal(10_000, proof.GetProperty("issuedCents").GetInt64());
        Assert.Equal(9_600, proof.GetProperty("outstandingHouseholdsCents").GetInt64());
        Assert.Equal(400, proof.GetProperty("outstandingPointsOfSaleCents").GetInt64());
        Assert.Equal(0, proof.GetProperty("guaranteeCents").GetInt64());
        Assert.Equal(0, proof.GetProperty("correctionCents").GetInt64());
        Assert.Equal(3, proof.GetProperty("accounts").GetInt64());
        Assert.Equal(5, proof.GetProperty("transfers").GetInt64());
    }

    [Fact]
    public async Task Since_the_last_closing_the_check_looks_at_what_came_after_it_and_no_further()
    {
        await using var owner = await damaged.Fund.Service.Database.OpenConnectionAsync();
        var since = await damaged.CheckAsync("?since=closing");
        Assert.True(since.GetProperty("isSound").GetBoolean(), since.ToString());
        Assert.Equal("2026-02", since.GetProperty("since").GetString());
        Assert.Equal(2, since.GetProperty("transfers").GetInt64());
        Assert.Equal(10_000, since.GetProperty("issuedCents").GetInt64());

        await owner.ExecuteAsync(
            DamagedFund.Keep + $"update transfer set amount_cents = 101 where position = {FirstPayment}");
        Assert.True((await damaged.CheckAsync("?since=closing")).GetProperty("isSound").GetBoolean());
        Assert.False((await damaged.CheckAsync()).GetProperty("isSound").GetBoolean());
        await owner.ExecuteAsync(DamagedFund.Restore + DamagedFund.Keep
            + $"update transfer set amount_cents = 101 where position = {LastPayment}");
        var damage = await damaged.CheckAsync("?since=closing");
        await owner.ExecuteAsync(DamagedFund.Restore);

        Assert.Equal(2, damage.GetProperty("accountsUnlikeTheirEntries").GetInt64());
        await damaged.Fund.Treasurer.ReadAsync(
            $"{Fund.Root}/ledger/check?since=yesterday", HttpStatusCode.BadRequest);
    }
}

/// <summary>
/// A fund whose ledger is damaged and restored: an allocation, four payments, a hold, a closing.
/// </summary>
public sealed class DamagedFund : IAsyncLifetime
{
    internal const string Keep =
        """
        create table kept_account as table account;
        create table kept_transfer as table transfer;
        create table kept_payment as table payment;
        """;

    internal const string Restore =
        """
        truncate account, transfer, payment;
        insert into account overriding system value select * from kept_account;
        insert into transfer overriding system value select * from kept_transfer;
        insert into payment select * from kept_payment;
        drop table kept_account, kept_transfer, kept_payment;
        """;

    internal Fund Fund { get; } = new();

    public async Task InitializeAsync()
    {
        await Fund.InitializeAsync();
        var household = await Fund.AdmitAsync();
        var (shop, till) = await Fund.AccreditAsync();
        var card = await Fund.CardAsync(household);
        await Fund.AllocateAsync("2026-02", (household, [40]));
        foreach (var day in (string[])["2026-02-10", "2026-02-11", "2026-03-10", "2026-03-11"])
        {
            await PayAsync(day, capture: true);
        }
        await PayAsync("2026-03-12", capture: false);
        await Fund.Treasurer.PostAsync(
            $"{Fund.Root}/ledger/closings", new { period = "2026-02" }, HttpStatusCode.OK,
            at: At("2026-03-02"));

        Task PayAsync(string day, bool capture) => till.PostAsync(
            $"{Fund.Root}/payments",
            new { pointOfSaleId = shop, means = new { card = card.Token }, amountCents = 100, capture },
            key: NewKey(), at: At(day));
    }

    public Task DisposeAsync() => Fund.DisposeAsync();

    internal Task<JsonElement> CheckAsync(string query = "") =>
        Fund.Treasurer.ReadAsync($"{Fund.Root}/ledger/check{query}");

    static DateTimeOffset At(string day) => DateTimeOffset.Parse($"{day}T10:00:00Z", null);
}
