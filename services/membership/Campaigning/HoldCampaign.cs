using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Campaigning;

/// <summary>A campaign as those see it who change it.</summary>
sealed record HeldCampaign(
    Guid CampaignId, string State, int Seats, bool OnePerAddress, Guid? BodyId, string ValueSource,
    DateTimeOffset AwaitedAt, string? ValueForm, int? ValueLength, int ValueSigners)
{
    /// <summary>Null for those that were opened before there was one: they take any value.</summary>
    internal PublishedForm? Form => ValueForm is { } form ? new(form, ValueLength!.Value) : null;

    /// <summary>Where the value comes from, as the evidence says it.</summary>
    internal string Source => PublishedForm.SourceOf(ValueSource, AwaitedAt, ValueForm, ValueLength);
}

/// <summary>What every change of a campaign begins with.</summary>
static class HoldCampaign
{
    /// <summary>The campaign, which nobody else changes until the unit of work ends; or null.</summary>
    internal static Task<HeldCampaign?> HoldCampaignAsync(this Work work, Guid campaignId) =>
        work.FindAsync<HeldCampaign>($"{Find} for update", new { work.Caisse, campaignId });

    /// <summary>The campaign, which stays in its state until the unit of work ends; or null.</summary>
    internal static Task<HeldCampaign?> ShareCampaignAsync(this Work work, Guid campaignId) =>
        work.FindAsync<HeldCampaign>($"{Find} for share", new { work.Caisse, campaignId });

    /// <summary>A campaign that is held goes on to another state.</summary>
    internal static Task<int> AdvanceCampaignAsync(this Work work, Guid campaignId, string state) =>
        work.ExecuteAsync(Advance, new { work.Caisse, campaignId, state });

    const string Find =
        """
        select campaign_id, state, seats, one_per_address, body_id, value_source, awaited_at,
            value_form, value_length, value_signers
        from campaign where caisse_id = @Caisse and campaign_id = @campaignId
        """;

    const string Advance =
        "update campaign set state = @state where caisse_id = @Caisse and campaign_id = @campaignId";
}
