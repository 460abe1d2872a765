using Caisse.Membership.Domain;

namespace Caisse.Membership.Tests;

public sealed class AdmissionRulesTests
{
    [Theory]
    [InlineData("received", null)]
    [InlineData("waiting", null)]
    [InlineData("admitted", "already-admitted")]
    [InlineData("refused", "refused")]
    [InlineData(null, "already-in-register")]
    public void A_seat_admits_who_is_undecided_and_says_why_it_admits_nobody_else(
        string? applicationState, string? expected)
    {
        var holder = new SeatHolder(Guid.CreateVersion7(), null, applicationState, null);

        Assert.Equal(expected, holder.WhyNotAdmit());
    }

    [Fact]
    public void An_application_is_undecided_until_it_is_admitted_or_refused() => Assert.Equal(
        ["received", "waiting"], ApplicationState.All.Where(ApplicationState.IsUndecided));

    [Fact]
    public void Only_a_drawn_campaign_admits_and_none_of_a_body()
    {
        var admitting = CampaignState.All.Where(state => CampaignState.WhyNotAdmit(state, null) is null);

        Assert.Equal([CampaignState.Drawn], admitting);
        Assert.All(CampaignState.All, state => Assert.Equal(
            "seats-of-a-body", CampaignState.WhyNotAdmit(state, Guid.CreateVersion7())?.Type));
    }
}
