using System.Net;
using System.Text.Json;
using Caisse.Contracts;
using Caisse.Contracts.Governance;
using Caisse.Contracts.Identity;
using Caisse.Contracts.Membership;
using Caisse.Rules;
using Caisse.Support;

namespace Caisse.Governance.Tests;

/// <summary>A caisse with its coordinator and members, in the words of the tests.</summary>
sealed class FoundedCaisse : IDisposable
{
    /// <summary>When everything happens that does not say otherwise.</summary>
    internal static readonly DateTimeOffset Now = new(2026, 3, 10, 10, 0, 0, TimeSpan.Zero);

    internal static readonly object Allocation =
        new
        {
            kind = SetAllocationScheme.Kind,
            value = new { firstPersonCents = 15_000, furtherPersonCents = 7500 },
        };

    readonly RunningService<GovernanceService> service;

    FoundedCaisse(RunningService<GovernanceService> service, string slug)
    {
        (this.service, Slug) = (service, slug);
        Coordinator = service.Client($"{slug}:coordinator");
        Anyone = service.Client();
    }

    internal string Slug { get; }

    internal HttpClient Coordinator { get; }

    internal HttpClient Anyone { get; }

    internal string At(string path) => $"/v1/caisses/{Slug}/{path}";

    internal static CaisseFounded Founding(string slug) => new(
        slug, "Montpellier", "Montpellier", "Europe/Paris", "Association", "123456789",
        "FR7630006000011234567890189",
        [
            new DecisionEffect(SetContributionScheme.Kind,
                """{"minimumFirstPersonCents":100,"minimumFurtherPersonCents":0}"""),
            new DecisionEffect(SetBackingRatio.Kind, """{"percent":100}"""),
        ],
        // Past midnight in Paris: the founding day is 2 January there.
        new DateTimeOffset(2026, 1, 1, 23, 30, 0, TimeSpan.Zero));

    internal static async Task<FoundedCaisse> FoundAsync(RunningService<GovernanceService> service)
    {
        var caisse = new FoundedCaisse(service, $"c{Guid.NewGuid():N}");
        await service.HearAsync(Founding(caisse.Slug));
        await Eventually.TrueAsync("the founding is decision 1", async () =>
        {
            using var answer = await caisse.Anyone.SendJsonAsync(HttpMethod.Get, caisse.At("decisions/1"));
            return answer.IsSuccessStatusCode;
        });
        return caisse;
    }

    /// <summary>A household whose members governance has heard of.</summary>
    internal async Task<Guid[]> AdmitAsync(int members)
    {
        var ids = Enumerable.Range(0, members).Select(_ => Guid.CreateVersion7()).ToArray();
        await service.HearAsync(
            new HouseholdAdmitted(Slug, Guid.CreateVersion7(), ids, Period.Parse("2026-02"), 1, Now));
        return ids;
    }

    internal async Task<Guid> CreateBodyAsync(
        int seats = 61, int quorumPercent = 50, string kind = "citizens_committee") =>
        (await Coordinator.PostAsync(
            At("bodies"),
            new { kind, name = "Comité", seats, termMonths = 12, quorumPercent, decisionMode = "majority" },
            at: Now)).Id();

    internal Task<JsonElement> GiveMandateAsync(
        Guid body, Guid memberId, string from = "2026-03-01", string? until = null,
        HttpStatusCode expected = HttpStatusCode.Created) =>
        Coordinator.PostAsync(
            At($"bodies/{body}/mandates"), new { memberId, origin = "election", from, until },
            expected, at: Now);

    /// <summary>A citizens' committee in which these members sit.</summary>
    internal async Task<(Guid Body, Guid[] Members)> SeatCommitteeAsync(int members, int quorumPercent = 50)
    {
        var body = await CreateBodyAsync(members, quorumPercent);
        var ids = await AdmitAsync(members);
        await Task.WhenAll(ids.Select(member => GiveMandateAsync(body, member)));
        return (body, ids);
    }

    internal async Task<Guid> ProposeAsync(
        Guid bodyId, object? effect = null, string inForceFrom = "2026-04-01") =>
        (await Coordinator.PostAsync(
            At("proposals"),
            new { bodyId, title = "Dotation", text = "150 €,\npuis 75 €.", inForceFrom, effect },
            at: Now)).Id();

    internal Task<JsonElement> OpenAsync(Guid proposal, HttpStatusCode expected = HttpStatusCode.OK) =>
        Coordinator.PostAsync(At($"proposals/{proposal}/opening"), null, expected, at: Now);

    internal async Task<JsonElement> VoteAsync(
        Guid proposal, Guid member, string choice = "for", HttpStatusCode expected = HttpStatusCode.Created)
    {
        using var voter = Member(member);
        return await voter.PostAsync(At($"proposals/{proposal}/ballots"), new { choice }, expected, at: Now);
    }

    internal Task<JsonElement> CloseAsync(
        Guid proposal, HttpStatusCode expected = HttpStatusCode.OK, DateTimeOffset? at = null) =>
        Coordinator.PostAsync(At($"proposals/{proposal}/closing"), null, expected, at: at ?? Now);

    internal HttpClient Member(Guid? member) =>
        service.ClientWith(TestIdentity.Token([$"{Slug}:member"], $"member-{member}", memberId: member));

    /// <summary>All items of a list, read page by page.</summary>
    internal async Task<IReadOnlyList<JsonElement>> ReadAllAsync(string list, int limit)
    {
        var items = new List<JsonElement>();
        for (var query = $"?limit={limit}"; query is not null;)
        {
            var page = await Coordinator.ReadAsync(At($"{list}{query}"));
            Assert.InRange(page.GetProperty("items").GetArrayLength(), 1, limit);
            items.AddRange(page.GetProperty("items").EnumerateArray());
            var next = page.GetProperty("next").GetString();
            query = next is null ? null : $"?limit={limit}&after={next}";
        }
        return items;
    }

    internal async Task<IReadOnlyList<DecisionAdopted>> AdoptedAsync() =>
        [.. (await service.PublishedAsync<DecisionAdopted>()).Where(adopted => adopted.Caisse == Slug)];

    public void Dispose()
    {
        Coordinator.Dispose();
        Anyone.Dispose();
    }
}
