using System.Text.Json;
using Caisse.ServiceDefaults;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

/// <summary>One of the service's routes, with a body that it accepts.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Below the caisse, ids in braces.</param>
/// <param name="Grants">Who may call it; nobody named means anyone.</param>
/// <param name="Body">What it accepts, as JSON.</param>
sealed record Route(string Method, string Path, string[] Grants, object? Body = null)
{
    const string Application = "{applicationId:guid}";
    const string Household = "{householdId:guid}";
    const string Member = "{memberId:guid}";
    const string Delegate = "{delegateId:guid}";
    const string OneCampaign = "{campaignId:guid}";
    const string OneDraw = "{drawId:guid}";
    const string OnePerson = "{personId:guid}";
    const string Participation = "{participationId:guid}";

    /// <summary>Every route of the service; a test fails when one is missing here.</summary>
    internal static IReadOnlyList<Route> All { get; } =
    [
        new("GET", "/audit/membership", ["coordinator", "treasurer"]),
        new("POST", "/applications", [], Application(Anais)),
        new("GET", "/applications", ["coordinator"]),
        new(
            "POST", $"/applications/{Application}/admission", ["coordinator"],
            new { decision = "admit", fromPeriod = "2026-12" }),
        new("POST", "/admissions", ["coordinator"], new { places = 3, fromPeriod = "2026-12" }),
        new("POST", "/households", ["coordinator"], Enrolment("2026-12", Anais)),
        new("GET", "/households", ["coordinator", "treasurer"]),
        new("GET", $"/households/{Household}", ["coordinator", "delegate", "member", "treasurer"]),
        new(
            "PATCH", $"/households/{Household}", ["coordinator"],
            new { address = Address, contact = Contact }),
        new(
            "POST", $"/households/{Household}/members", ["coordinator"],
            new { firstName = "Noé", lastName = "Roux", birthDate = "2026-11-01", joinedOn = "2026-11-02" }),
        new(
            "POST", $"/households/{Household}/members/{Member}/departure", ["coordinator"],
            new { leftOn = "2026-12-31", reason = "moved_out" }),
        new(
            "POST", $"/households/{Household}/departure", ["coordinator"],
            new { lastPeriod = "2027-12", reason = "Moves away." }),
        new(
            "POST", $"/households/{Household}/split", ["coordinator", "treasurer"],
            new
            {
                members = new[] { "0193a5b0-0000-7000-8000-000000000001" }, on = "2026-12-01",
                address = Address, contact = Contact, incomeBracket = "1000-1500",
                share = new { of = "amount", amountCents = 1500 },
            }),
        new(
            "POST", $"/households/{Household}/merge", ["coordinator", "treasurer"],
            new { into = "0193a5b0-0000-7000-8000-000000000001", on = "2026-12-01" }),
        new(
            "POST", $"/households/{Household}/delegates", ["coordinator"],
            new
            {
                person = new { firstName = "Rose", lastName = "Petit" }, kind = "guardian",
                reference = "TJ Montpellier, RG 26/0123",
            }),
        new(
            "GET", $"/households/{Household}/delegates", ["coordinator", "delegate", "member", "treasurer"]),
        new("DELETE", $"/households/{Household}/delegates/{Delegate}", ["coordinator"]),
        new("POST", "/imports/households", ["coordinator"]),
        new(
            "POST", "/participations", ["coordinator"],
            new
            {
                memberId = "0193a5b0-0000-7000-8000-000000000001", kind = "meeting", on = "2026-11-20",
                @event = "Assemblée",
            }),
        new("GET", "/participations", ["coordinator", "member"]),
        new("DELETE", $"/participations/{Participation}", ["coordinator"]),
        new("GET", "/participations/summary", ["coordinator", "treasurer"]),
        new("POST", $"/members/{Member}/export", ["coordinator", "delegate", "member"]),
        new("GET", $"/members/{Member}/export", ["coordinator", "delegate", "member"]),
        new("POST", $"/members/{Member}/erasure", ["coordinator", "delegate", "member"]),
        new("POST", "/campaigns", ["coordinator"], Campaign.Opening()),
        new("GET", "/campaigns", []),
        new("GET", $"/campaigns/{OneCampaign}", []),
        new(
            "POST", $"/campaigns/{OneCampaign}/candidates", ["coordinator", "member"],
            new { personId = Guid.CreateVersion7(), answers = Campaign.Gender(1) }),
        new("GET", $"/campaigns/{OneCampaign}/candidates", ["coordinator"]),
        new("DELETE", $"/campaigns/{OneCampaign}/candidates/{OnePerson}", ["coordinator", "member"]),
        new("POST", $"/campaigns/{OneCampaign}/freeze", ["coordinator"]),
        new("POST", $"/campaigns/{OneCampaign}/cancellation", ["coordinator"]),
        new("POST", $"/campaigns/{OneCampaign}/draw", ["coordinator"], new { value = "4 0 7" }),
        new(
            "POST", $"/campaigns/{OneCampaign}/signatures", ["coordinator", "treasurer"],
            new { value = "4 0 7" }),
        new("GET", $"/draws/{OneDraw}", []),
        new("GET", $"/draws/{OneDraw}/evidence", []),
        new("GET", $"/draws/{OneDraw}/openings", ["coordinator"]),
        new("GET", $"/draws/{OneDraw}/mine", ["coordinator", "member"]),
        new("GET", $"/draws/{OneDraw}/panel", ["coordinator"]),
        new(
            "POST", $"/draws/{OneDraw}/replacements", ["coordinator"],
            new { pseudonym = "00112233445566778899" }),
        new(
            "POST", $"/campaigns/{OneCampaign}/admissions", ["coordinator"],
            new { fromPeriod = "2026-12" }),
    ];

    /// <summary>The address in a caisse, with these ids.</summary>
    internal string In(string caisse, string applicationId, string householdId, string memberId) =>
        $"/v1/caisses/{caisse}{Path}".Replace(Application, applicationId, StringComparison.Ordinal)
            .Replace(Household, householdId, StringComparison.Ordinal)
            .Replace(Member, memberId, StringComparison.Ordinal)
            .Replace(Delegate, memberId, StringComparison.Ordinal)
            .Replace(OneCampaign, householdId, StringComparison.Ordinal)
            .Replace(OneDraw, householdId, StringComparison.Ordinal)
            .Replace(OnePerson, memberId, StringComparison.Ordinal)
            .Replace(Participation, memberId, StringComparison.Ordinal);

    internal bool HasIds => Path.Contains('{', StringComparison.Ordinal);

    internal string? Json => Body is null ? null : JsonSerializer.Serialize(Body, CaisseJson.Http);

    public override string ToString() => $"{Method} {Path} {string.Join(',', Grants)}";

    /// <summary>What the service really maps, in the same words.</summary>
    internal static IEnumerable<string> Mapped(IServiceProvider services) =>
        from endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let pattern = endpoint.RoutePattern.RawText!
        where pattern.StartsWith("/v1/caisses/", StringComparison.Ordinal)
        let grants = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
            ? endpoint.Metadata.GetMetadata<AllowedGrants>()?.Grants.Order() ?? Enumerable.Repeat("nobody", 1)
            : []
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select $"{method} {pattern["/v1/caisses/{caisse}".Length..]} {string.Join(',', grants)}";
}
