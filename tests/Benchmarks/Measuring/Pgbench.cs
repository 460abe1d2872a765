using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Caisse.Benchmarks.Measuring;

/// <summary>PostgreSQL's own load generator, on a hand-written double entry.</summary>
static partial class Pgbench
{
    const int Threads = 2;

    /// <summary>A payment written by hand as one transaction; half of all go to one shop.</summary>
    const string HotDoubleEntry =
        """
        \set household random(1, 1000)
        \set shop 1000 + random(1, 100) * random(0, 1) + 1
        \set cents random(1, 50)
        begin;
        update pgbench_account set balance = balance - :cents where id = :household returning balance;
        update pgbench_account set balance = balance + :cents where id = :shop returning balance;
        insert into pgbench_transfer (debit, credit, cents, at) values (:household, :shop, :cents, now());
        insert into pgbench_entry (account, cents, at) values (:household, 0 - :cents, now());
        insert into pgbench_entry (account, cents, at) values (:shop, :cents, now());
        commit;
        """;

    const string Schema =
        """
        drop table if exists pgbench_entry, pgbench_transfer, pgbench_account;
        create table pgbench_account (id int primary key, balance bigint not null) with (fillfactor = 50);
        create table pgbench_transfer (
            id bigint generated always as identity primary key, debit int not null, credit int not null,
            cents bigint not null, at timestamptz not null);
        create table pgbench_entry (
            id bigint generated always as identity primary key, account int not null, cents bigint not null,
            at timestamptz not null);
        create index on pgbench_entry (account, id);
        insert into pgbench_account select id, 1000000000 from generate_series(1, 1101) as id;
        analyze pgbench_account;
        """;

    /// <summary>Transactions per second.</summary>
    internal static async Task<double> RunAsync(string connection, int clients, TimeSpan time)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using (var prepare = source.CreateCommand(Schema))
        {
            await prepare.ExecuteNonQueryAsync();
        }
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, HotDoubleEntry);
        var server = new NpgsqlConnectionStringBuilder(connection);
        using var pgbench = Process.Start(new ProcessStartInfo("pgbench",
        [
            "-n", "-M", "prepared", "-c", $"{clients}", "-j", $"{Threads}", "-T", $"{time.TotalSeconds:0}",
            "-f", script, "-h", server.Host!, "-p", $"{server.Port}", "-U", server.Username!,
            server.Database!,
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = server.Password },
        })!;
        var output = await pgbench.StandardOutput.ReadToEndAsync();
        await pgbench.WaitForExitAsync();
        File.Delete(script);
        var match = TransactionsPerSecond().Match(output);
        return match.Success
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException(
                $"pgbench failed: {await pgbench.StandardError.ReadToEndAsync()}");
    }

    [GeneratedRegex(@"tps = ([\d.]+)")]
    private static partial Regex TransactionsPerSecond();
}
