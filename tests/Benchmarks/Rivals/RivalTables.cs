using Caisse.Benchmarks.Posting;
using Npgsql;

namespace Caisse.Benchmarks.Rivals;

/// <summary>The tables that the rivals write, with the same rows and indexes as the wallet's.</summary>
static class RivalTables
{
    internal static void Make(Fund fund)
    {
        using var source = NpgsqlDataSource.Create(fund.Service.ConnectionString);
        using var tables = source.CreateCommand(Tables);
        tables.ExecuteNonQuery();
        using var accounts = source.CreateCommand(Accounts);
        accounts.Parameters.Add(new() { Value = fund.Households });
        accounts.Parameters.Add(new() { Value = fund.Shops });
        accounts.ExecuteNonQuery();
    }

    const string Tables =
        """
        create table rival_account (
            account_id uuid primary key, balance_cents bigint not null, version bigint not null)
            with (fillfactor = 50);
        create table rival_transfer (
            transfer_id uuid primary key, debit uuid not null, credit uuid not null,
            amount_cents bigint not null,
            debit_version bigint not null, debit_balance_cents bigint not null,
            credit_version bigint not null, credit_balance_cents bigint not null,
            at timestamptz not null default now(),
            unique (debit, debit_version), unique (credit, credit_version));
        create table rival_payment (
            payment_id uuid primary key, household_id uuid not null, point_of_sale_id uuid not null,
            mona_cents bigint not null, paid_at timestamptz not null default now());
        create index on rival_payment (household_id, paid_at);
        create table rival_key (
            key text primary key, body text, created_at timestamptz not null default now());
        create table rival_outbox (
            sequence bigint generated always as identity primary key, message_id uuid not null unique,
            payload text not null);
        create function rival_pay(payment uuid, payer uuid, payee uuid, body text) returns void
        language plpgsql as $$
        declare
            debit rival_account; credit rival_account;
        begin
            insert into rival_key (key, body) values (payment::text, body);
            perform from rival_account where account_id in (payer, payee) order by account_id for update;
            update rival_account set balance_cents = balance_cents - 10, version = version + 1
            where account_id = payer returning * into debit;
            update rival_account set balance_cents = balance_cents + 10, version = version + 1
            where account_id = payee returning * into credit;
            insert into rival_transfer (transfer_id, debit, credit, amount_cents, debit_version,
                debit_balance_cents, credit_version, credit_balance_cents)
            values (payment, payer, payee, 10, debit.version, debit.balance_cents,
                credit.version, credit.balance_cents);
            insert into rival_payment (payment_id, household_id, point_of_sale_id, mona_cents)
            values (payment, payer, payee, 10);
            insert into rival_outbox (message_id, payload) values (payment, body);
        end $$;
        """;

    const string Accounts =
        """
        insert into rival_account
        select id, 1000000000, 0 from unnest($1 || $2) as id
        """;
}
