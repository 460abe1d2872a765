using Caisse.Benchmarks.Posting;
using Dapper;

namespace Caisse.Benchmarks.History;

/// <summary>
/// Puts a long past into a ledger: movements from households to shops, as if each had been paid, in the order
/// in which they would have come, so that indexes grow as they do in years of use.
/// </summary>
static class Filling
{
    const int AtOnce = 1_000_000;
    const int LongestSeconds = 600;

    /// <summary>Adds movements; every so many is of the first household.</summary>
    /// <param name="fund">Whose ledger.</param>
    /// <param name="movements">How many.</param>
    /// <param name="ofTheFirst">How many of them the first household pays.</param>
    internal static async Task AddAsync(Fund fund, int movements, int ofTheFirst)
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(Places, new { fund.Shops });
        for (var done = 0; done < movements; done += AtOnce)
        {
            await connection.ExecuteAsync(
                Add,
                new
                {
                    Fund.Slug,
                    From = done + 1,
                    To = Math.Min(done + AtOnce, movements),
                    First = fund.Households[0],
                    OneInSoMany = movements / ofTheFirst,
                    Households = fund.Households.Length,
                    Shops = fund.Shops.Length,
                },
                commandTimeout: LongestSeconds);
        }
        await connection.ExecuteAsync("vacuum analyze transfer, account", commandTimeout: LongestSeconds);
    }

    const string Places =
        """
        insert into account (caisse_id, account_id, kind)
        select household.caisse_id, id, 'point_of_sale' from unnest(@Shops) as id
        cross join (select caisse_id from account limit 1) as household on conflict do nothing;
        create temporary table place as
        select kind, row_number() over (partition by kind order by account_number) as place, account_number,
               account_id
        from account where kind in ('household', 'point_of_sale');
        create unique index on place (kind, place);
        analyze place;
        """;

    /// <summary>
    /// Half of all go to the first shop. Versions and balances run on from where the accounts stand.
    /// </summary>
    const string Add =
        """
        with drawn as materialized (
            select number, 1 + floor(random() * 49)::bigint as cents,
                   1 + floor(random() * @Households)::bigint as payer,
                   case when random() < 0.5 then 1 else 1 + floor(random() * @Shops)::bigint end as payee
            from generate_series(@From, @To) as number
        ), leg as (
            select number, cents, household.account_number as debit, shop.account_number as credit
            from drawn
            join place as household on household.kind = 'household' and household.place =
                case when number % @OneInSoMany = 0
                     then (select place from place where account_id = @First) else payer end
            join place as shop on shop.kind = 'point_of_sale' and shop.place = payee
        ), posted as (
            insert into transfer (caisse_id, kind, transfer_id, debit_account, credit_account, amount_cents,
                debit_version, debit_balance_cents, credit_version, credit_balance_cents, actor_number, at)
            select @Slug, 'payment', ('00000000-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid,
                   debit, credit, cents,
                   payer.version + row_number() over of_payer,
                   payer.balance_cents - sum(cents) over of_payer,
                   payee.version + row_number() over of_payee,
                   payee.balance_cents + sum(cents) over of_payee,
                   number_of_actor(@Slug, 'benchmark'), now()
            from leg
            join account as payer on payer.account_number = debit
            join account as payee on payee.account_number = credit
            window of_payer as (partition by debit order by number),
                   of_payee as (partition by credit order by number)
            order by number
            returning debit_account, debit_version, debit_balance_cents,
                      credit_account, credit_version, credit_balance_cents
        ), last as (
            select distinct on (account_number) account_number, version, balance_cents
            from (
                select debit_account as account_number, debit_version as version,
                       debit_balance_cents as balance_cents from posted
                union all
                select credit_account, credit_version, credit_balance_cents from posted
            ) as either order by account_number, version desc
        )
        update account set version = last.version, balance_cents = last.balance_cents
        from last where account.account_number = last.account_number
        """;
}
