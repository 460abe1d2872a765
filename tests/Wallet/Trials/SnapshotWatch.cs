using Dapper;
using Npgsql;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>Looks at the whole ledger again and again while others write, each time on one snapshot.</summary>
sealed class SnapshotWatch(NpgsqlDataSource database)
{
    Task<int>? watching;
    volatile bool isEnding;

    internal void Begin() => watching = Task.Run(WatchAsync);

    /// <summary>How many times it looked; fails when anything was ever wrong.</summary>
    internal Task<int> EndAsync()
    {
        isEnding = true;
        return watching!;
    }

    async Task<int> WatchAsync()
    {
        await using var connection = await database.OpenConnectionAsync();
        var looks = 0;
        do
        {
            var wrong = (await connection.QueryAsync<string>(FindWrong)).AsList();
            Assert.True(wrong.Count == 0, $"After {looks} looks: {string.Join("; ", wrong)}");
            looks++;
        }
        while (!isEnding);
        return looks;
    }

    const string FindWrong =
        """
        select 'the sum is ' || sum(balance_cents) from account having sum(balance_cents) <> 0
        union all
        select 'account ' || account_number || ' has ' || balance_cents || ', ' || held_cents || ' held'
        from account
        where kind in ('household', 'point_of_sale') and (balance_cents < held_cents or held_cents < 0)
        union all
        select 'account ' || account_number || ' has ' || balance_cents || ' unlike its entries'
        from account
        where (balance_cents, version) <> (
            select coalesce(sum(amount_cents), 0)::bigint, count(*) from entry
            where entry.account_number = account.account_number)
        union all
        select 'account ' || account_number || ' holds ' || held_cents || ' unlike its authorisations'
        from account
        where kind = 'household' and held_cents <> (
            select coalesce(sum(mona_cents), 0) from payment
            where household_id = account.account_id and state = 'authorised')
        """;
}
