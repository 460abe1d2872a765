using System.Net.Mime;
using Caisse.ServiceDefaults;
using Caisse.Sortition.Evidence;

namespace Caisse.Membership.Drawing;

/// <summary>
/// Hands the coordinator what opens the commitments in a draw's evidence, for the auditors whom the body
/// names: with it they check what the public file keeps to itself.
/// </summary>
static class ReadOpenings
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/draws/{drawId:guid}/openings", HandleAsync)
            .Describe(nameof(ReadOpenings), "What opens a draw's evidence to auditors; looks are recorded.")
            .Produces<string>(StatusCodes.Status200OK, MediaTypeNames.Application.Json)
            .Allow(Grants.Coordinator);

    static async Task<IResult> HandleAsync(
        Guid drawId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.FindAsync<CommittedRow>(Find, new { work.Caisse, drawId }) is not { } committed)
        {
            return Refusal.NotFound("draw committed to", drawId);
        }
        var openings = committed.Openings is { } text ? Openings.Read(text) : Openings.None;
        var people = await OwnPseudonym.ReadPeopleAsync(work, drawId);
        await work.RecordLookAsync(
            "openings.read", [.. openings.Persons.Select(person => people[person.Id])], drawId);
        await work.CommitAsync(cancel);
        return Results.Bytes(
            openings.ToBytes(), MediaTypeNames.Application.Json, $"openings-{drawId}.json");
    }

    /// <summary>Null where nobody is sealed, or where an earlier release drew.</summary>
    sealed record CommittedRow
    {
        public byte[]? Openings { get; init; }
    }

    const string Find =
        "select openings from draw_commitment where caisse_id = @Caisse and draw_id = @drawId";
}
