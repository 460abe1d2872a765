using Caisse.Banking;
using Caisse.Contracts.Identity;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.Founding;

/// <summary>Founds a caisse with the rules it starts with; they become its decision number 1.</summary>
static class FoundCaisse
{
    internal sealed record FoundRequest(
        string Slug, string Name, string Territory, string TimeZone, string LegalName, string LegalIdentifier,
        string Iban, IReadOnlyList<EffectRequest> FoundingRules);

    internal sealed record FoundAnswer(
        string Slug, string Name, string Territory, string TimeZone, DateTimeOffset FoundedAt);

    const int LongestIdentifier = 40;
    const int LongestTimeZone = 64;

    /// <summary>Without these nobody can join or be given anything.</summary>
    static readonly string[] NeededRules =
        [SetAllocationScheme.Kind, SetContributionScheme.Kind];

    /// <summary>Rules about points of sale, of which a new caisse has none.</summary>
    static readonly string[] ImpossibleRules =
        [.. EffectKinds.All.Where(kind => !kind.MayFound).Select(kind => kind.Name)];

    static readonly int MaxRules = EffectKinds.All.Count;

    internal static void Map(RouteGroupBuilder platform) =>
        platform.MapPost("/caisses", HandleAsync)
            .Describe(
                nameof(FoundCaisse),
                "Found a caisse: its legal identity, its account and the rules it starts with.")
            .Creates()
            .Allow(Grants.Operator);

    static async Task<Answer<FoundAnswer>> HandleAsync(
        FoundRequest request, Caller caller, Database database, CancellationToken cancel)
    {
        if (Examine(request) is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(request.Slug, caller.Subject, cancel);
        var founded = new CaisseFounded(
            request.Slug, request.Name, request.Territory, request.TimeZone, request.LegalName,
            request.LegalIdentifier, Iban.Normalize(request.Iban)!,
            [.. request.FoundingRules.Select(rule => rule.ToContract())], work.Now);
        var row = new
        {
            founded.Caisse,
            founded.Name,
            founded.Territory,
            founded.TimeZone,
            founded.LegalName,
            founded.LegalIdentifier,
            founded.Iban,
            work.Actor,
            work.Now,
        };
        if (await work.ExecuteAsync(InsertFounding, row) == 0)
        {
            return Refusal.Conflict("slug-taken", $"There is already a caisse \"{request.Slug}\".")
                .With("slug", request.Slug);
        }
        await RegisterCaisse.KeepAsync(work, founded);
        await work.PublishAsync(founded);
        await work.AuditAsync("caisse.founded", request.Slug, null, founded);
        await work.CommitAsync(cancel);
        return new Answer<FoundAnswer>
        {
            Value = new FoundAnswer(
                request.Slug, request.Name, request.Territory, request.TimeZone, work.Now),
            Location = $"/v1/caisses/{request.Slug}",
        };
    }

    static Refusal? Examine(FoundRequest request)
    {
        if (request.FoundingRules.Contains(null!))
        {
            return new Check().That(false, "foundingRules", "must not hold null.").Problem;
        }
        var slugProblem = Slug.Problem(request.Slug);
        var ibanProblem = Iban.Problem(request.Iban);
        var kinds = request.FoundingRules.Select(rule => rule.Kind).ToList();
        var check = new Check()
            .That(slugProblem is null, "slug", slugProblem ?? "")
            .Text(request.Name, "name")
            .Text(request.Territory, "territory")
            .That(
                IsKnownTimeZone(request.TimeZone),
                "timeZone", "must be an IANA time zone such as Europe/Paris.")
            .Text(request.LegalName, "legalName")
            .Text(request.LegalIdentifier, "legalIdentifier", LongestIdentifier)
            .That(ibanProblem is null, "iban", ibanProblem ?? "")
            .Count(kinds, NeededRules.Length, MaxRules, "foundingRules")
            .That(kinds.Distinct().Count() == kinds.Count, "foundingRules", "must have each kind once.")
            .That(
                NeededRules.All(kinds.Contains),
                "foundingRules", $"must have {string.Join(" and ", NeededRules)}.")
            .That(
                !kinds.Any(ImpossibleRules.Contains), "foundingRules",
                $"cannot have {string.Join(" or ", ImpossibleRules)}: there are no points of sale yet.");
        foreach (var (index, rule) in request.FoundingRules.Take(MaxRules).Index())
        {
            rule.CheckInto(check, $"foundingRules[{index}]");
        }
        return check.Problem;
    }

    static bool IsKnownTimeZone(string id) =>
        id.Length <= LongestTimeZone && id.Contains('/', StringComparison.Ordinal)
        && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && zone.HasIanaId;

    const string InsertFounding =
        """
        insert into founding
            (slug, name, territory, time_zone, legal_name, legal_identifier, iban, founded_by, founded_at)
        values (@Caisse, @Name, @Territory, @TimeZone, @LegalName, @LegalIdentifier, @Iban, @Actor, @Now)
        on conflict (slug) do nothing
        """;
}
