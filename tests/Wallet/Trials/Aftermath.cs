using System.Data;
using Dapper;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>
/// What a crash has left in the database, beside what callers were told: nothing may be doubled, lost or half
/// done.
/// </summary>
static class Aftermath
{
    /// <summary>What is wrong, by what is wrong with it.</summary>
    internal static async Task<ILookup<string, string>> FindWrongAsync(
        IDbConnection connection, IReadOnlyList<Call> calls)
    {
        var done = calls.Where(call => call is { Outcome: Outcome.Ok, Ask.Body: not null }).ToList();
        var wrong = await connection.QueryAsync<(string How, string What)>(FindWrong, new
        {
            Keys = done.ConvertAll(call => call.Key).ToArray(),
            Ids = done.ConvertAll(call => call.Id).ToArray(),
        });
        return wrong.ToLookup(one => one.How, one => $"{one.How}: {one.What}");
    }

    const string FindWrong =
        """
        with answer as (
            select key, operation, status, (body::jsonb ->> 'id')::uuid as id,
                   (body::jsonb ->> 'paymentId')::uuid as payment_id,
                   (body::jsonb ->> 'monaCents')::bigint as mona_cents
            from idempotency where status < 300
        ), moved as (
            select coalesce(reference_id, transfer_id) as payment_id,
                   count(*) filter (where kind = 'payment') as captures,
                   coalesce(sum(amount_cents) filter (where kind = 'payment'), 0) as captured_cents,
                   coalesce(sum(amount_cents) filter (where kind = 'refund'), 0) as refunded_cents
            from transfer where kind in ('payment', 'refund') group by 1
        )
        select 'doubled', 'payment ' || payment_id || ' moved ' || captures || ' times'
        from moved where captures > 1
        union all
        select 'doubled', 'payment ' || payment_id || ' was not asked for under one key'
        from payment where 1 <> (
            select count(*) from answer
            where answer.id = payment.payment_id and operation like 'POST %/payments')
        union all
        select 'doubled', 'payment ' || payment_id || ' was refunded otherwise than asked for'
        from payment where refunded_cents <> (
            select coalesce(sum(mona_cents), 0) from answer
            where answer.payment_id = payment.payment_id and operation like '%/refunds')
        union all
        select 'lost', 'what was answered under key ' || heard.key
        from unnest(@Keys, @Ids) as heard (key, id)
        where not exists (select from answer where answer.key = heard.key and answer.id = heard.id)
        union all
        select 'lost', 'payment ' || id || ' that key ' || key || ' answers with'
        from answer
        where operation like 'POST %/payments'
          and not exists (select from payment where payment.payment_id = answer.id)
        union all
        select 'half', 'payment ' || payment_id || ' is ' || state || ' with ' || mona_cents
        from payment left join moved using (payment_id)
        where coalesce(captured_cents, 0) <> case when state = 'captured' then mona_cents else 0 end
           or coalesce(moved.refunded_cents, 0) <> payment.refunded_cents
        union all
        select 'half', 'movements of a payment ' || payment_id || ' that does not exist'
        from moved where not exists (select from payment where payment.payment_id = moved.payment_id)
        union all
        select 'half', 'key ' || key || ' without an answer' from idempotency where status is null
        """;
}
