using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.Governance.Tests;

/// <summary>A use case over HTTP.</summary>
/// <param name="Name">As in the API description.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Under the caisse; ids that need not exist in braces.</param>
/// <param name="Grants">Who may call it; empty: anyone.</param>
/// <param name="Body">A request that is well formed.</param>
sealed record Endpoint(string Name, string Method, string Path, string[] Grants, string? Body = null)
{
    const string Caisses = "/v1/caisses/{caisse}";
    const string Id = "01890000-0000-7000-8000-000000000001";

    /// <summary>Every use case of governance. One that is missing here fails a test.</summary>
    internal static IReadOnlyList<Endpoint> All { get; } =
    [
        new("createBody", "POST", "bodies", ["coordinator"],
            """
            {"kind":"working_group","name":"x","seats":3,"termMonths":12,"quorumPercent":50,
            "decisionMode":"majority"}
            """),
        new("listBodies", "GET", "bodies", []),
        new("readBody", "GET", "bodies/{id}", []),
        new("giveMandate", "POST", "bodies/{id}/mandates", ["coordinator"],
            """
            {"memberId":"01890000-0000-7000-8000-000000000001","origin":"election","from":"2026-03-01",
            "until":"2026-04-01"}
            """),
        new("endMandate", "POST", "bodies/{id}/mandates/{id}/end", ["coordinator"],
            """{"endedOn":"2026-03-05","reason":"x"}"""),
        new("listMandates", "GET", "bodies/{id}/mandates", ["coordinator", "member", "treasurer"]),
        new("submitProposal", "POST", "proposals", ["coordinator", "member"],
            """
            {"bodyId":"01890000-0000-7000-8000-000000000001","title":"x","text":"x",
            "inForceFrom":"2999-01-01","effect":{"kind":"none"}}
            """),
        new("listProposals", "GET", "proposals", []),
        new("readProposal", "GET", "proposals/{id}", []),
        new("openVote", "POST", "proposals/{id}/opening", ["coordinator"]),
        new("castBallot", "POST", "proposals/{id}/ballots", ["member"], """{"choice":"for"}"""),
        new("readOwnBallot", "GET", "proposals/{id}/ballots/mine", ["member"]),
        new("closeVote", "POST", "proposals/{id}/closing", ["coordinator"]),
        new("readTally", "GET", "proposals/{id}/tally", []),
        new("listDecisions", "GET", "decisions", []),
        new("readDecision", "GET", "decisions/7", []),
        new("listAuditTrailOf-governance", "GET", "audit/governance", ["coordinator", "treasurer"]),
        new("listRulesInForce", "GET", "rules", []),
    ];

    /// <summary>Rules of every kind, as a proposal would bring them.</summary>
    internal static IReadOnlyList<string> Effects { get; } =
    [
        """
        {"kind":"set_contribution_scheme",
        "value":{"minimumFirstPersonCents":1,"minimumFurtherPersonCents":2}}
        """,
        """
        {"kind":"set_allocation_scheme",
        "value":{"firstPersonCents":1,"furtherPersonCents":2,"childCents":3,"childUnderAge":14}}
        """,
        """
        {"kind":"set_allocation_scheme",
        "value":{"firstPersonCents":1,"furtherPersonCents":2,"basis":"composition",
        "ageBands":[{"underAge":3,"cents":1},{"underAge":14,"cents":2}],"floorCents":3,"capCents":4,
        "requires":"paid","minimumContributionCents":5}}
        """,
        """{"kind":"set_backing_ratio","value":{"percent":100}}""",
        """{"kind":"set_category_rates","value":{"rates":[{"category":"wine","percent":30}]}}""",
        """
        {"kind":"accredit_point_of_sale","value":{
        "pointOfSaleIds":["01890000-0000-7000-8000-000000000001"],"categories":["bread"],
        "until":"2027-01-01"}}
        """,
        """
        {"kind":"suspend_point_of_sale",
        "value":{"pointOfSaleId":"01890000-0000-7000-8000-000000000001","reason":"x"}}
        """,
        """{"kind":"set_settlement_terms","value":{"feeBasisPoints":100}}""",
        """{"kind":"set_carry_over","value":{"mode":"cap","months":2,"departedMonths":3}}""",
        """
        {"kind":"set_voting_rules","value":{"bodies":[{"bodyKind":"citizens_committee",
        "mode":"qualified_majority","quorumPercent":60,"minimumHours":48,
        "share":{"numerator":2,"denominator":3},"countsAbstentions":true}]}}
        """,
    ];

    internal string At(string caisse) =>
        $"/v1/caisses/{caisse}/{Path.Replace("{id}", Id, StringComparison.Ordinal)}";

    /// <summary>The names of the use cases that the running service has under a caisse.</summary>
    internal static IEnumerable<string> Mapped(IServiceProvider services) =>
        services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith(Caisses, StringComparison.Ordinal))
            .Select(endpoint => endpoint.Metadata.GetMetadata<EndpointNameMetadata>()!.EndpointName);
}
