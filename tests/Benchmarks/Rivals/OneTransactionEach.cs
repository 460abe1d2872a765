using Caisse.Benchmarks.Posting;
using Npgsql;

namespace Caisse.Benchmarks.Rivals;

/// <summary>
/// The usual way: each payment its own transaction, its statements sent by the client, accounts locked by
/// row; and the same in one call of a function. It writes the same rows as the writer of the wallet does, on
/// tables of its own.
/// </summary>
sealed class OneTransactionEach
{
    readonly NpgsqlDataSource source;
    readonly Fund fund;

    internal OneTransactionEach(Fund fund)
    {
        this.fund = fund;
        var connection = new NpgsqlConnectionStringBuilder(fund.Service.ConnectionString)
        {
            MaxPoolSize = 40, MaxAutoPrepare = 40, NoResetOnClose = true,
        };
        source = NpgsqlDataSource.Create(connection.ConnectionString);
        RivalTables.Make(fund);
    }

    /// <summary>Statement by statement.</summary>
    internal async Task PayAsync(int household, int shop)
    {
        var (payer, payee) = (fund.Households[household], fund.Shops[shop]);
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var paymentId = Guid.CreateVersion7();
        await RunAsync(InsertKey, paymentId.ToString());
        Dictionary<Guid, (long Balance, long Version)> accounts = [];
        await using (var locked = new NpgsqlCommand(LockAccounts, connection))
        {
            locked.Parameters.Add(new() { Value = new[] { payer, payee } });
            await using var reader = await locked.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                accounts[reader.GetGuid(0)] = (reader.GetInt64(1), reader.GetInt64(2));
            }
        }
        const long Cents = 10;
        var (debit, credit) = (accounts[payer], accounts[payee]);
        await RunAsync(
            InsertTransfer, paymentId, payer, payee, Cents, debit.Version + 1, debit.Balance - Cents,
            credit.Version + 1, credit.Balance + Cents);
        await RunAsync(UpdateAccount, payer, debit.Balance - Cents, debit.Version + 1);
        await RunAsync(UpdateAccount, payee, credit.Balance + Cents, credit.Version + 1);
        await RunAsync(InsertPayment, paymentId, payer, payee, Cents);
        await RunAsync(InsertEvent, paymentId, Body);
        await RunAsync(KeepAnswer, paymentId.ToString(), Body);
        await transaction.CommitAsync();

        async Task RunAsync(string sql, params object[] values)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            Array.ForEach(values, value => command.Parameters.Add(new() { Value = value }));
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>In one call of a function.</summary>
    internal async Task CallFunctionAsync(int household, int shop)
    {
        await using var command = source.CreateCommand("select rival_pay($1, $2, $3, $4)");
        command.Parameters.Add(new() { Value = Guid.CreateVersion7() });
        command.Parameters.Add(new() { Value = fund.Households[household] });
        command.Parameters.Add(new() { Value = fund.Shops[shop] });
        command.Parameters.Add(new() { Value = Body });
        await command.ExecuteNonQueryAsync();
    }

    const string Body =
        """
        {"id":"01a1fcf2-2c88-7c48-8211-7681c1eb5f78","state":"captured","monaCents":10,"eurosCents":0,
        "balanceCents":100000000,"availableCents":100000000,"heldUntil":null,"lines":null}
        """;

    const string InsertKey = "insert into rival_key (key) values ($1)";

    const string LockAccounts =
        """
        select account_id, balance_cents, version from rival_account where account_id = any($1)
        order by account_id for update
        """;

    const string InsertTransfer =
        """
        insert into rival_transfer (transfer_id, debit, credit, amount_cents, debit_version,
            debit_balance_cents, credit_version, credit_balance_cents)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    const string UpdateAccount =
        "update rival_account set balance_cents = $2, version = $3 where account_id = $1";

    const string InsertPayment =
        """
        insert into rival_payment (payment_id, household_id, point_of_sale_id, mona_cents)
        values ($1, $2, $3, $4)
        """;

    const string InsertEvent = "insert into rival_outbox (message_id, payload) values ($1, $2)";

    const string KeepAnswer = "update rival_key set body = $2 where key = $1";
}
