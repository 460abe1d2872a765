using Caisse.Contracts;
using Caisse.Membership.Applying;
using Caisse.Membership.Campaigning;
using Caisse.Membership.Domain;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Drawing;

/// <summary>
/// Admission by lot: who asked to join and holds a seat of the caisse's own draw comes in with their
/// household. Asked again after replacements, it admits who has succeeded since.
/// </summary>
static class AdmitDrawnHouseholds
{
    internal sealed record DrawnAdmissionRequest(Period FromPeriod);

    /// <param name="Skipped">Whose seats brought nobody into the register, and why.</param>
    internal sealed record DrawnAdmissionAnswer(
        int Admitted, IReadOnlyList<AdmittedApplication> Applications, IReadOnlyList<SkippedHolder> Skipped);

    internal sealed record SkippedHolder(
        Guid PersonId, Guid? ApplicationId, Guid? HouseholdId, string Reason);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/campaigns/{campaignId:guid}/admissions", HandleAsync)
            .Describe(nameof(AdmitDrawnHouseholds), "Admit the households of applicants who hold a seat.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<DrawnAdmissionAnswer>> HandleAsync(
        Guid campaignId, DrawnAdmissionRequest request, Caller caller, Database database,
        PersonalData personal, SearchDigests digests, CancellationToken cancel)
    {
        var check = new Check();
        Household.CheckPeriodInto(check, request.FromPeriod, "fromPeriod");
        if (check.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        // Held, so that nobody is replaced while those who hold the seats are admitted.
        if (await work.HoldCampaignAsync(campaignId) is not { } campaign)
        {
            return Refusal.NotFound("campaign", campaignId);
        }
        if (CampaignState.WhyNotAdmit(campaign.State, campaign.BodyId) is { } refusal)
        {
            return refusal;
        }
        var answer = await AdmitAsync(work, personal, digests, campaignId, request.FromPeriod);
        await work.CommitAsync(cancel);
        return answer;
    }

    static async Task<DrawnAdmissionAnswer> AdmitAsync(
        Work work, PersonalData personal, SearchDigests digests, Guid campaignId, Period fromPeriod)
    {
        var drawId = await work.OneAsync<Guid>(DrawPanel.FindDraw, new { work.Caisse, campaignId });
        var personIds = await ReadHoldersAsync(work, drawId);
        var held = await work.HoldApplicationsAsync(
            [.. await work.ListAsync<Guid>(FindApplications, new { work.Caisse, personIds })]);
        var holders = await work.ListAsync<SeatHolder>(ReadKnown, new { work.Caisse, personIds });
        var admitted = await work.AdmitApplicationsAsync(
            personal, digests, [.. held.Where(one => ApplicationState.IsUndecided(one.State))], fromPeriod);
        await work.AuditAsync(
            "draw.admitted", drawId, null,
            new { fromPeriod, ApplicationIds = admitted.Select(one => one.Id) });
        return new DrawnAdmissionAnswer(
            admitted.Count, admitted,
            [.. from holder in holders
                let reason = holder.WhyNotAdmit()
                where reason is not null
                select new SkippedHolder(
                    holder.PersonId, holder.ApplicationId, holder.HouseholdId, reason)]);
    }

    /// <summary>Who holds the seats, after replacements.</summary>
    static async Task<Guid[]> ReadHoldersAsync(Work work, Guid drawId)
    {
        var refusals = await ReadDraw.ReadRefusalsAsync(work, drawId);
        var holders = Succession.HoldersOf(
            await ReadDraw.ReadSeatsAsync(work, drawId), refusals.Select(ReadDraw.ToRecorded));
        var people = await OwnPseudonym.ReadPeopleAsync(work, drawId);
        return [.. holders.Values.OfType<string>().Select(pseudonym => people[pseudonym])];
    }

    const string FindApplications =
        """
        select distinct application_id from application_member
        where caisse_id = @Caisse and member_id = any(@personIds)
        """;

    const string ReadKnown =
        """
        select person_id, application_id, application.state as application_state, member.household_id
        from unnest(@personIds) with ordinality as holder (person_id, seat)
        left join application_member as applicant
            on applicant.caisse_id = @Caisse and applicant.member_id = person_id
        left join application using (caisse_id, application_id)
        left join member on member.caisse_id = @Caisse and member.member_id = person_id
        order by seat
        """;
}
