using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Funding;

/// <summary>Shows a funder.</summary>
static class ReadFunder
{
    internal sealed record Funder(Guid Id, string Name, string Kind);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/funders/{funderId:guid}", HandleAsync)
            .Describe(nameof(ReadFunder), "A funder.")
            .Allow(Grants.Treasurer, Grants.Funder);

    static async Task<Answer<Funder>> HandleAsync(
        Guid funderId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return await work.FindAsync<Funder>(ReadOne, new { work.Caisse, funderId }) is { } funder
            ? funder
            : Refusal.NotFound("funder", funderId);
    }

    const string ReadOne =
        "select funder_id as id, name, kind from funder where caisse_id = @Caisse and funder_id = @funderId";
}
