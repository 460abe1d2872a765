using System.Security.Cryptography;
using Caisse.Membership.Campaigning;
using Caisse.Membership.Domain;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Pools;

namespace Caisse.Membership.Drawing;

/// <summary>
/// The coordinator closes the pool: it is written down under pseudonyms and its hash is published. Nobody
/// comes in later, and the panels are computed from it.
/// </summary>
static class FreezeCampaign
{
    const int SaltBytes = 32;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/campaigns/{campaignId:guid}/freeze", HandleAsync)
            .Describe(nameof(FreezeCampaign), "Close the pool, publish its hash, and compute the panels.")
            .Accepts202()
            .Allow(Grants.Coordinator);

    static async Task<Answer<ReadCampaign.CampaignAnswer>> HandleAsync(
        Guid campaignId, Caller caller, Database database, PersonalData personal,
        SearchDigests digests, ComputePanels computing, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.HoldCampaignAsync(campaignId) is not { } campaign)
        {
            return Refusal.NotFound("campaign", campaignId);
        }
        if (WhyNot(campaign, work.Now) is { } refusal)
        {
            return refusal;
        }
        var quotas = await ReadCampaign.ReadQuotasAsync(work, campaignId);
        var candidates = await work.RefreshCandidatesAsync(
            personal, digests, campaignId,
            [.. quotas.Select(quota => new FeatureValue(quota.Feature, quota.Value))],
            work.Today);
        if (WhyNotSoMany(campaign.Seats, candidates.Count) is { } wrongNumber)
        {
            return wrongNumber;
        }
        var salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes));
        var frozen = PublicDraw.Freeze(PoolOf(campaign, candidates, quotas), salt);
        var drawId = Guid.CreateVersion7();
        await work.ExecuteAsync(InsertDraw, new
        {
            work.Caisse, drawId, campaignId, salt, frozen.Text, frozen.Hash, candidates.Count, work.Now,
        });
        await work.AdvanceCampaignAsync(campaignId, CampaignState.Computing);
        await work.AuditAsync(
            "campaign.frozen", campaignId, null, new { drawId, frozen.Hash, candidates.Count });
        var answer = await ReadCampaign.FindAsync(work, campaignId);
        work.AfterCommit(computing.Wake);
        await work.CommitAsync(cancel);
        return new Answer<ReadCampaign.CampaignAnswer>
        {
            Value = answer,
            Location = $"/v1/caisses/{work.Caisse}/campaigns/{campaignId}",
        };
    }

    static Refusal? WhyNot(HeldCampaign campaign, DateTimeOffset now) =>
        CampaignState.WhyNotOpen(campaign.State)
        ?? (now >= campaign.AwaitedAt
            ? Refusal.Conflict(
                "value-known-already",
                "The value this campaign awaits is published: whoever freezes the pool now could know it.")
                .With("awaitedAt", campaign.AwaitedAt)
            : null);

    static Refusal? WhyNotSoMany(int seats, int candidates) =>
        candidates < seats
            ? Refusal.Conflict(
                "too-few-candidates", $"{seats} seats cannot be drawn from {candidates} candidates.")
                .With("seats", seats).With("candidates", candidates)
        : candidates > Pool.MostPersons
            ? Refusal.Conflict(
                "too-many-candidates", $"A draw takes at most {Pool.MostPersons} candidates.")
                .With("most", Pool.MostPersons)
        : null;

    static Pool PoolOf(
        HeldCampaign campaign, IReadOnlyList<StandingCandidate> candidates,
        IReadOnlyList<ReadCampaign.QuotaAnswer> quotas)
    {
        var categories = quotas.Select(quota => quota.Feature).Distinct().ToList();
        return new Pool(
            categories, [.. quotas.Select(quota => quota.ToRequest().ToQuota())],
            [.. candidates.Select(one => new Sortition.Pools.Person(
                OwnPseudonym.IdOf(one.PersonId), [.. categories.Select(category => one.Features[category])],
                campaign.OnePerAddress ? one.AddressKey : null))]);
    }

    const string InsertDraw =
        """
        insert into draw (
            caisse_id, draw_id, campaign_id, salt, pool, pool_hash, candidates, frozen_at)
        values (@Caisse, @drawId, @campaignId, @salt, @Text, @Hash, @Count, @Now)
        """;
}
