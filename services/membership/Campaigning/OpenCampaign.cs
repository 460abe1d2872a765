using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Campaigning;

/// <summary>
/// The coordinator opens seats to be drawn by lot: with which quotas, and which value, not yet known to
/// anyone, will pick the panel.
/// </summary>
static class OpenCampaign
{
    /// <summary>The public value that is awaited: where it is published, and when.</summary>
    /// <param name="Source">Precise enough for anyone to look it up, or which dice are thrown where.</param>
    /// <param name="AwaitedAt">Nobody can know it before.</param>
    /// <param name="Form">"digits", or "hex" in lower case; null only in campaigns of earlier days.</param>
    /// <param name="Length">How many digits it has, exactly, with nothing between them.</param>
    /// <param name="Signers">How many people sign what they saw; 0 where the source publishes it.</param>
    internal sealed record PublicValue(
        string Source, DateTimeOffset AwaitedAt, string? Form = null, int? Length = null, int Signers = 2);

    /// <param name="Title">As people read it.</param>
    /// <param name="Seats">How many are drawn.</param>
    /// <param name="PublicValue">What picks the panel.</param>
    /// <param name="Quotas">Those that are entered.</param>
    /// <param name="Population">CSV of shares, feature,value,share, from which quotas are derived.</param>
    /// <param name="BodyId">Whose seats they are; null: the caisse's.</param>
    /// <param name="OnePerAddress">Whether people of one address never sit together.</param>
    /// <param name="Alternates">How many are drawn in advance for each seat.</param>
    /// <param name="CandidatesOf">A campaign that ended undrawn, with the same features: its candidates
    /// stand in this one.</param>
    internal sealed record CampaignRequest(
        string Title, int Seats, PublicValue PublicValue, IReadOnlyList<QuotaRequest?>? Quotas = null,
        string? Population = null, Guid? BodyId = null, bool OnePerAddress = true, int Alternates = 5,
        Guid? CandidatesOf = null);

    const int LongestSource = 500;
    const int MostAlternates = 100;
    const int MostSigners = 5;

    /// <summary>A value further away than that is a typing mistake.</summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromDays(2 * 366);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/campaigns", HandleAsync)
            .Describe(nameof(OpenCampaign), "Open seats to be drawn by lot, with quotas.")
            .Creates()
            .Allow(Grants.Coordinator);

    static async Task<Answer<ReadCampaign.CampaignAnswer>> HandleAsync(
        CampaignRequest request, Caller caller, Database database, TimeProvider clock,
        CancellationToken cancel)
    {
        var check = new Check();
        var quotas = Examine(check, request, clock.GetUtcNow());
        if (check.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        if (request.BodyId is { } bodyId && await WhyNotForBodyAsync(work, bodyId) is { } taken)
        {
            return taken;
        }
        var campaignId = Guid.CreateVersion7();
        await WriteAsync(work, campaignId, request, quotas);
        if (request.CandidatesOf is { } other
            && await TakeCandidatesAsync(work, campaignId, other, quotas) is { } refusal)
        {
            return refusal;
        }
        var opened = await ReadCampaign.FindAsync(work, campaignId);
        await work.AuditAsync("campaign.opened", campaignId, null, request);
        await work.CommitAsync(cancel);
        return new Answer<ReadCampaign.CampaignAnswer>
        {
            Value = opened,
            Location = $"/v1/caisses/{work.Caisse}/campaigns/{campaignId}",
        };
    }

    static IReadOnlyList<CampaignQuota> Examine(Check check, CampaignRequest request, DateTimeOffset now)
    {
        check.Text(request.Title, "title")
            .That(
                request.Seats is >= 1 and <= CampaignQuotas.MostSeats, "seats",
                $"must be from 1 to {CampaignQuotas.MostSeats}.")
            .Text(request.PublicValue.Source, "publicValue.source", LongestSource)
            .That(
                request.PublicValue.AwaitedAt > now && request.PublicValue.AwaitedAt <= now + LongestWait,
                "publicValue.awaitedAt", "must be in the future, within two years.")
            .That(
                request.PublicValue.Signers is >= 0 and <= MostSigners, "publicValue.signers",
                $"must be from 0 to {MostSigners}.")
            .That(
                request.Alternates is >= 0 and <= MostAlternates, "alternates",
                $"must be from 0 to {MostAlternates}.");
        PublishedForm.CheckInto(check, request.PublicValue.Form, request.PublicValue.Length, "publicValue");
        if (request.BodyId is { } bodyId)
        {
            check.Id(bodyId, "bodyId");
        }
        return CampaignQuotas.CheckInto(check, request.Quotas ?? [], request.Population, request.Seats);
    }

    /// <summary>
    /// Of several campaigns of a body somebody could draw all and seat whom they like. Held, so that two
    /// who open one at the same time see each other.
    /// </summary>
    static async Task<Refusal?> WhyNotForBodyAsync(Work work, Guid bodyId)
    {
        await work.ExecuteAsync(HoldBody, new { Body = $"campaign of {work.Caisse} {bodyId}" });
        return await work.FindAsync<OtherRow>(FindOther, new { work.Caisse, bodyId }) is { } other
            ? CampaignState.WhyNoOther(other.CampaignId, other.State, other.AwaitedAt, work.Now)
            : null;
    }

    static async Task WriteAsync(
        Work work, Guid campaignId, CampaignRequest request, IReadOnlyList<CampaignQuota> quotas)
    {
        await work.ExecuteAsync(InsertCampaign, new
        {
            work.Caisse, campaignId, request.Title, request.Seats, request.BodyId, request.OnePerAddress,
            request.Alternates, request.PublicValue.Source,
            AwaitedAt = request.PublicValue.AwaitedAt.ToUniversalTime(), request.PublicValue.Form,
            request.PublicValue.Length, request.PublicValue.Signers, work.Now, CampaignState.Open,
        });
        await work.ExecuteAsync(InsertQuotas, new
        {
            work.Caisse, campaignId,
            Features = quotas.Select(one => one.Quota.Feature).ToArray(),
            Values = quotas.Select(one => one.Quota.Value).ToArray(),
            Mins = quotas.Select(one => one.Quota.Min).ToArray(),
            Maxes = quotas.Select(one => one.Quota.Max).ToArray(),
            LowestMins = quotas.Select(one => one.Quota.LowestMin).ToArray(),
            HighestMaxes = quotas.Select(one => one.Quota.HighestMax).ToArray(),
            Explanations = quotas.Select(one => one.Explanation).ToArray(),
            InFrench = quotas.Select(one => one.ExplanationInFrench).ToArray(),
        });
    }

    static async Task<Refusal?> TakeCandidatesAsync(
        Work work, Guid campaignId, Guid other, IReadOnlyList<CampaignQuota> quotas)
    {
        if (await ReadCampaign.FindAsync(work, other) is not { } before)
        {
            return Refusal.NotFound("campaign", other);
        }
        if (!CampaignState.IsOverUndrawn(before.State))
        {
            return Refusal.Conflict(
                "campaign-goes-on", $"The campaign {other} is {before.State}; its candidates stand in it.")
                .With("state", before.State);
        }
        if (!before.Quotas.Select(one => (one.Feature, one.Value)).ToHashSet()
            .SetEquals(quotas.Select(one => (one.Quota.Feature, one.Quota.Value))))
        {
            return Refusal.Conflict(
                "other-features", $"The campaign {other} asked its candidates about other features.");
        }
        await work.ExecuteAsync(CopyCandidates, new { work.Caisse, campaignId, other });
        return null;
    }

    sealed record OtherRow(Guid CampaignId, string State, DateTimeOffset AwaitedAt);

    const string HoldBody = "select pg_advisory_xact_lock(hashtextextended(@Body, 0))";

    const string FindOther =
        """
        select campaign_id, state, awaited_at from campaign
        where caisse_id = @Caisse and body_id = @bodyId and state in ('open', 'computing', 'committed')
        order by campaign_id limit 1
        """;

    const string InsertCampaign =
        """
        insert into campaign (
            caisse_id, campaign_id, title, seats, body_id, one_per_address, alternates, value_source,
            awaited_at, value_form, value_length, value_signers, opened_at, state)
        values (
            @Caisse, @campaignId, @Title, @Seats, @BodyId, @OnePerAddress, @Alternates, @Source,
            @AwaitedAt, @Form, @Length, @Signers, @Now, @Open)
        """;

    const string InsertQuotas =
        """
        insert into campaign_quota (
            caisse_id, campaign_id, position, feature, value, min, max, lowest_min, highest_max, explanation,
            explanation_in_french)
        select @Caisse, @campaignId, position, feature, value, min, max, lowest_min, highest_max, explanation,
            in_french
        from unnest(
            @Features, @Values, @Mins, @Maxes, @LowestMins, @HighestMaxes, @Explanations, @InFrench)
            with ordinality as quota (
                feature, value, min, max, lowest_min, highest_max, explanation, in_french, position)
        """;

    const string CopyCandidates =
        """
        insert into candidate (
            caisse_id, campaign_id, person_id, features, answered, address_key, volunteered_at)
        select caisse_id, @campaignId, person_id, features, answered, address_key, volunteered_at
        from candidate where caisse_id = @Caisse and campaign_id = @other and features <> '{}'
        """;
}
