using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Funding;

/// <summary>Registers someone who funds beside the households.</summary>
static class AddFunder
{
    static readonly IReadOnlyList<string> Kinds = ["public", "private"];

    internal sealed record FunderRequest(
        string Name, [property: Words(typeof(AddFunder), nameof(Kinds))] string Kind);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/funders", HandleAsync)
            .Describe(nameof(AddFunder), "Register a public or private funder.")
            .Creates()
            .Allow(Grants.Treasurer);

    static async Task<Answer<ReadFunder.Funder>> HandleAsync(
        FunderRequest request, Caller caller, Database database, CancellationToken cancel)
    {
        var check = new Check().Text(request.Name, "name").OneOf(request.Kind, Kinds, "kind");
        if (check.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var funder = new ReadFunder.Funder(Guid.CreateVersion7(), request.Name, request.Kind);
        await work.ExecuteAsync(InsertFunder, new { work.Caisse, funder.Id, funder.Name, funder.Kind });
        await work.AuditAsync("funder.added", funder.Id, null, funder);
        await work.CommitAsync(cancel);
        return new Answer<ReadFunder.Funder>
        {
            Value = funder,
            Location = $"/v1/caisses/{work.Caisse}/funders/{funder.Id}",
        };
    }

    const string InsertFunder =
        "insert into funder (caisse_id, funder_id, name, kind) values (@Caisse, @Id, @Name, @Kind)";
}
