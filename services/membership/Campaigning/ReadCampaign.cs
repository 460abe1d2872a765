using System.Text.Json;
using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;
using Caisse.Sortition.Drawing;

namespace Caisse.Membership.Campaigning;

/// <summary>
/// Shows anyone how a campaign stands: its quotas, its hashes as they are published, how far the computation
/// is, and what is wrong with quotas that no panel satisfies.
/// </summary>
static class ReadCampaign
{
    internal sealed record CampaignAnswer
    {
        public required Guid Id { get; init; }
        public required string Title { get; init; }
        public required int Seats { get; init; }
        public required Guid? BodyId { get; init; }
        public required bool OnePerAddress { get; init; }
        public required int Alternates { get; init; }
        public required OpenCampaign.PublicValue PublicValue { get; init; }
        public required DateTimeOffset OpenedAt { get; init; }
        public required string State { get; init; }
        public required IReadOnlyList<QuotaAnswer> Quotas { get; init; }
        public required long Candidates { get; init; }

        /// <summary>Who volunteered and is not in the pool that was frozen.</summary>
        public required long LeftOut { get; init; }
        public required Guid? DrawId { get; init; }
        public required DateTimeOffset? FrozenAt { get; init; }
        public required string? PoolHash { get; init; }
        public required DrawProgress? Progress { get; init; }
        public required DateTimeOffset? CommittedAt { get; init; }
        public required string? BundleHash { get; init; }
        public required QuotaAdvice? Advice { get; init; }
    }

    internal sealed record QuotaAnswer
    {
        public required string Feature { get; init; }
        public required string Value { get; init; }
        public required int Min { get; init; }
        public required int Max { get; init; }
        public required int LowestMin { get; init; }
        public required int? HighestMax { get; init; }
        public required string? Explanation { get; init; }
        public required string? ExplanationInFrench { get; init; }

        internal QuotaRequest ToRequest() => new(Feature, Value, Min, Max, LowestMin, HighestMax);
    }

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/campaigns/{campaignId:guid}", HandleAsync)
            .Describe(nameof(ReadCampaign), "How a campaign stands, with what is published of it.")
            .AllowAnonymous();

    static async Task<Answer<CampaignAnswer>> HandleAsync(
        Guid campaignId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return await FindAsync(work, campaignId) is { } campaign
            ? campaign
            : Refusal.NotFound("campaign", campaignId);
    }

    internal static async Task<CampaignAnswer?> FindAsync(Work work, Guid campaignId)
    {
        var of = new { work.Caisse, campaignId };
        return await work.FindAsync<CampaignRow>(Find, of) is { } row
            ? row.ToAnswer(await ReadQuotasAsync(work, campaignId))
            : null;
    }

    internal static Task<IReadOnlyList<QuotaAnswer>> ReadQuotasAsync(Work work, Guid campaignId) =>
        work.ListAsync<QuotaAnswer>(ReadQuotas, new { work.Caisse, campaignId });

    sealed record CampaignRow(
        Guid CampaignId, string Title, int Seats, Guid? BodyId, bool OnePerAddress, int Alternates,
        string ValueSource, DateTimeOffset AwaitedAt, string? ValueForm, int? ValueLength, int ValueSigners,
        DateTimeOffset OpenedAt, string State, long Candidates, long LeftOut, Guid? DrawId,
        DateTimeOffset? FrozenAt, string? PoolHash, string? Progress, DateTimeOffset? CommittedAt,
        string? BundleHash, string? Advice)
    {
        internal CampaignAnswer ToAnswer(IReadOnlyList<QuotaAnswer> quotas) => new()
        {
            Id = CampaignId,
            Title = Title,
            Seats = Seats,
            BodyId = BodyId,
            OnePerAddress = OnePerAddress,
            Alternates = Alternates,
            PublicValue = new OpenCampaign.PublicValue(
                ValueSource, AwaitedAt, ValueForm, ValueLength, ValueSigners),
            OpenedAt = OpenedAt,
            State = State,
            Quotas = quotas,
            Candidates = Candidates,
            LeftOut = LeftOut,
            DrawId = DrawId,
            FrozenAt = FrozenAt,
            PoolHash = PoolHash,
            Progress = Parse<DrawProgress>(Progress),
            CommittedAt = CommittedAt,
            BundleHash = BundleHash,
            Advice = Parse<QuotaAdvice>(Advice),
        };

        static T? Parse<T>(string? json) where T : class =>
            json is null ? null : JsonSerializer.Deserialize<T>(json, CaisseJson.Events);
    }

    const string Find =
        """
        select campaign_id, title, seats, body_id, one_per_address, alternates, value_source, awaited_at,
            value_form, value_length, value_signers, opened_at, state,
            coalesce(draw.candidates, (
                select count(*) from candidate
                where candidate.caisse_id = @Caisse and candidate.campaign_id = @campaignId)) as candidates,
            (select count(*) from candidate
                where candidate.caisse_id = @Caisse and candidate.campaign_id = @campaignId
                    and left_out is not null) as left_out,
            draw_id, frozen_at, pool_hash, progress::text, committed_at, bundle_hash, advice::text
        from campaign
        left join draw using (caisse_id, campaign_id)
        left join draw_commitment using (caisse_id, draw_id)
        where caisse_id = @Caisse and campaign_id = @campaignId
        """;

    const string ReadQuotas =
        """
        select feature, value, min, max, lowest_min, highest_max, explanation, explanation_in_french
        from campaign_quota where caisse_id = @Caisse and campaign_id = @campaignId order by position
        """;
}
