using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Carrying;

/// <summary>
/// Warns a slice of households of what will expire unless they spend it. A warning is written down with its
/// event, so each is given once.
/// </summary>
static class WarnSlice
{
    /// <summary>Also the most households that one event names.</summary>
    const int HouseholdsPerSlice = 500;

    /// <summary>False when every household was looked at.</summary>
    internal static async Task<bool> DoAsync(Work work, ExpiryRun run, RuleHistory<SetCarryOver> rules)
    {
        var days = CarryOver.DaysToWarnOf(run.RequestedOn).ToList();
        if (rules.IsEmpty || days.Count == 0)
        {
            return false;
        }
        var households = await work.ListAsync<Guid>(
            NextHouseholds, new { work.Caisse, run.WarnedThrough, HouseholdsPerSlice });
        if (households.Count == 0)
        {
            return false;
        }
        var coming = await ComingAsync(work, run, rules, households);
        var warned = 0;
        foreach (var onDate in days)
        {
            warned += await WarnAsync(work, run, onDate, [.. coming
                .Where(one => one.OnDate == onDate)
                .Select(one => new WarnedHousehold(one.HouseholdId, one.Cents))]);
        }
        await work.ExecuteAsync(Note, new { work.Caisse, run.RunId, Through = households[^1], warned });
        return true;
    }

    static async Task<IReadOnlyList<(Guid HouseholdId, DateOnly OnDate, long Cents)>> ComingAsync(
        Work work, ExpiryRun run, RuleHistory<SetCarryOver> rules, IReadOnlyList<Guid> households)
    {
        var warned = await Holdings.ReadWarnedAsync(work, households);
        var days = CarryOver.ExpiryDays(
            run.RequestedOn, warned.SelectMany(household => household, (_, day) => day.OnDate));
        var holdings = await Holdings.ReadAsync(work, households, CarryOver.LooksBackTo(rules.On, days));
        return [.. holdings.SelectMany(
            one => CarryOver.Coming(
                rules.On, run.RequestedOn, one.Value,
                warned[one.Key].ToDictionary(day => day.OnDate, day => day.Cents)),
            (one, coming) => (one.Key, coming.OnDate, coming.Cents))];
    }

    /// <summary>How many of them were not warned before.</summary>
    static async Task<int> WarnAsync(
        Work work, ExpiryRun run, DateOnly onDate, IReadOnlyList<WarnedHousehold> households)
    {
        var isLast = CarryOver.IsLastWarning(run.RequestedOn, onDate);
        var warned = await work.ListAsync<WarnedHousehold>(NoteWarnings, new
        {
            work.Caisse,
            onDate,
            Households = households.Select(one => one.HouseholdId).ToArray(),
            Cents = households.Select(one => one.AmountCents).ToArray(),
            FirstOn = isLast ? (DateOnly?)null : run.RequestedOn,
            LastOn = isLast ? run.RequestedOn : (DateOnly?)null,
            IsInTime = CarryOver.IsInTime(run.RequestedOn, onDate),
        });
        if (warned.Count > 0)
        {
            await work.PublishAsync(new ExpiryWarned(
                work.Caisse, onDate, isLast ? CarryOver.LastWarningDays : CarryOver.FirstWarningDays, warned,
                run.RequestedAt));
        }
        return warned.Count;
    }

    static readonly string NextHouseholds =
        $"""
        select account_id from account
        where caisse_id = @Caisse and kind = {AccountKind.Household.Sql} and balance_cents > 0
          and (@WarnedThrough::uuid is null or account_id > @WarnedThrough)
        order by account_id limit @HouseholdsPerSlice
        """;

    /// <summary>
    /// The last warning says the amount anew; otherwise who was warned is not warned again. One that comes
    /// late is for those who had a first one, and for nobody else.
    /// </summary>
    const string NoteWarnings =
        """
        with again as (
            update expiry_warning
            set amount_cents = (@Cents)[array_position(@Households, household_id)], warned_7_on = @LastOn
            where caisse_id = @Caisse and household_id = any(@Households) and on_date = @onDate
              and warned_7_on is null and run_id is null and @LastOn::date is not null
            returning household_id, amount_cents
        ), first as (
            insert into expiry_warning (
                caisse_id, household_id, on_date, amount_cents, warned_30_on, warned_7_on)
            select @Caisse, household_id, @onDate, amount_cents, @FirstOn, @LastOn
            from unnest(@Households, @Cents) as due (household_id, amount_cents)
            where @IsInTime
            on conflict do nothing
            returning household_id, amount_cents
        )
        select household_id, amount_cents from again
        union all
        select household_id, amount_cents from first
        """;

    const string Note =
        """
        update expiry_run set warned_through = @Through, warned_households = warned_households + @warned
        where caisse_id = @Caisse and run_id = @RunId
        """;
}
