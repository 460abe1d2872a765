using System.Text.Json;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Caisse.Support;

/// <summary>
/// What an earlier release answered when it was asked which rule was in force, day by day, so that the
/// release that migrated its database can be asked the same.
/// </summary>
public static class RulesOfBefore
{
    /// <summary>
    /// SQL that asks for each day of 2026 and each caisse, in the statement by which that release asked.
    /// </summary>
    /// <param name="kind">The rule.</param>
    /// <param name="statement">
    /// The earlier release's own, of the caisse <c>asked.caisse_id</c> and the day <c>asked.day</c>: the
    /// decision's number and the rule as JSON.
    /// </param>
    public static string Ask(string kind, string statement) =>
        $"""
        create schema if not exists before;
        create table if not exists before.rule (
            kind text, caisse_id text, day date, number int, value jsonb);
        insert into before.rule
        select '{kind}', asked.caisse_id, asked.day, answer.number, answer.value
        from (
            select caisse_id, day::date as day
            from caisse, generate_series(date '2026-01-01', date '2026-12-31', interval '1 day') as day
        ) as asked
        left join lateral ({statement}) as answer on true;
        """;

    /// <summary>Asks this release for each of those days; how many of the days had a rule.</summary>
    /// <exception cref="InvalidOperationException">A day has another rule than before.</exception>
    public static async Task<int> SameAsBeforeAsync<TService, TRule>(this RunningService<TService> service)
        where TService : ICaisseService
        where TRule : class, IRule<TRule>
    {
        ArgumentNullException.ThrowIfNull(service);
        await using var owner = await service.Database.OpenConnectionAsync();
        var before = (await owner.QueryAsync<Answer>(
            """
            select caisse_id, day, number, value::text from before.rule where kind = @Kind
            order by caisse_id, day
            """, new { TRule.Kind })).AsList();
        var database = service.Services.GetRequiredService<Database>();
        foreach (var ofCaisse in before.GroupBy(answer => answer.CaisseId))
        {
            await using var work = await database.BeginAsync(ofCaisse.Key, "test", CancellationToken.None);
            foreach (var answer in ofCaisse)
            {
                var now = await work.RuleOnAsync<TRule>(answer.Day);
                if (now?.DecisionNumber != answer.Number || Write(now?.Rule) != Write(answer.Read<TRule>()))
                {
                    throw new InvalidOperationException(
                        $"{TRule.Kind} of {answer.CaisseId} on {answer.Day:O}: "
                        + $"{answer.Number} {answer.Value} before, {now} now.");
                }
            }
        }
        return before.Count(answer => answer.Number is not null);
    }

    static string Write<TRule>(TRule? rule) => JsonSerializer.Serialize(rule, CaisseJson.Events);

    sealed record Answer(string CaisseId, DateOnly Day, int? Number, string? Value)
    {
        internal TRule? Read<TRule>() =>
            Value is null ? default : JsonSerializer.Deserialize<TRule>(Value, CaisseJson.Events);
    }
}
