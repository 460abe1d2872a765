using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Contributing.ReadingSchemes;

/// <summary>Shows anyone the contribution scheme in force on a day and the decision that set it.</summary>
static class ReadContributionScheme
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/contribution-scheme", HandleAsync)
            .Describe(nameof(ReadContributionScheme), "The scheme in force on a day, and its decision.")
            .AllowAnonymous();

    static async Task<Answer<SchemeInForce>> HandleAsync(
        DateOnly? on, Caller caller, KnownCaisse caisse, Database database, TimeProvider clock,
        CancellationToken cancel)
    {
        var day = on ?? caisse.DayOf(clock.GetUtcNow());
        await using var work = await database.BeginAsync(caller, cancel);
        return await SchemeInForce.FindAsync(work, day) is { } scheme ? scheme : SchemeInForce.NoneOn(day);
    }
}
