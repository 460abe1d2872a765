using System.Globalization;
using System.Text.Json;
using Caisse.Membership.Domain;
using Caisse.Membership.ProtectingData;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Campaigning;

/// <summary>
/// Somebody of the register, or who asked to join, volunteers: themselves, or the coordinator enters them.
/// </summary>
static class EnterCandidate
{
    /// <param name="PersonId">Whom the coordinator enters; null: the caller.</param>
    /// <param name="Answers">What the register does not know.</param>
    internal sealed record CandidateRequest(
        Guid? PersonId = null, IReadOnlyList<FeatureValue?>? Answers = null);

    internal sealed record CandidateAnswer(
        Guid PersonId, IReadOnlyList<FeatureValue> Features, DateTimeOffset VolunteeredAt);

    const int MostAnswers = 40;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/campaigns/{campaignId:guid}/candidates", HandleAsync)
            .Describe(nameof(EnterCandidate), "Volunteer for a campaign, or enter who does.")
            .Creates()
            .Allow(Grants.Coordinator, Grants.Member);

    static async Task<Answer<CandidateAnswer>> HandleAsync(
        Guid campaignId, CandidateRequest request, Caller caller, Caisses caisses, Database database,
        PersonalData personal, SearchDigests digests, CancellationToken cancel)
    {
        var answers = request.Answers ?? [];
        var personId = request.PersonId ?? caller.MemberId;
        if (Examine(personId, answers).Problem is { } problem)
        {
            return problem;
        }
        if (await caisses.FindAsync(caller.Caisse, cancel) is not { } caisse)
        {
            return Refusal.NoSuchCaisse(caller.Caisse);
        }
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.ShareCampaignAsync(campaignId) is not { } campaign)
        {
            return Refusal.NotFound("campaign", campaignId);
        }
        // A member stands for themselves alone; who else there is, is not theirs to find out.
        var mayEnter = caller.Has(Grants.Coordinator) || personId == caller.MemberId;
        if (!mayEnter || await work.FindAsync<PersonRow>(FindPerson, new { work.Caisse, personId })
            is not { } person)
        {
            return Refusal.NotFound("person", personId!);
        }
        if (CampaignState.WhyNotOpen(campaign.State) is { } closed)
        {
            return closed;
        }
        var answer = await EnterAsync(
            work, personal, digests, campaign, personId!.Value, person,
            [.. answers.OfType<FeatureValue>()], caisse.DayOf(work.Now));
        if (answer.Refusal is null)
        {
            await work.CommitAsync(cancel);
        }
        return answer;
    }

    static Check Examine(Guid? personId, IReadOnlyList<FeatureValue?> answers)
    {
        var check = new Check().That(personId is not null, "personId", "must say who stands.")
            .Count(answers, 0, MostAnswers, "answers");
        foreach (var (position, answer) in answers.Take(MostAnswers).Index())
        {
            check.That(answer is not null, $"answers[{position}]", "must be an answer.")
                .Text(answer?.Feature ?? "-", $"answers[{position}].feature")
                .Text(answer?.Value ?? "-", $"answers[{position}].value");
        }
        var twice = answers.GroupBy(answer => answer?.Feature).FirstOrDefault(same => same.Count() > 1);
        return check.That(twice is null, "answers", $"must answer {twice?.Key} once.");
    }

    static async Task<Answer<CandidateAnswer>> EnterAsync(
        Work work, PersonalData personal, SearchDigests digests, HeldCampaign campaign, Guid personId,
        PersonRow person, IReadOnlyCollection<FeatureValue> answers, DateOnly today)
    {
        var quotas = await ReadCampaign.ReadQuotasAsync(work, campaign.CampaignId);
        var (features, problem) = CandidateFeatures.Decide(
            [.. quotas.Select(quota => new FeatureValue(quota.Feature, quota.Value))],
            new RegisteredFeatures(
                Composition.AgeOn(today, person.BirthDate), person.District, person.IncomeBracket),
            answers);
        if (problem is not null)
        {
            return problem;
        }
        var whereabouts = await personal.FindAsync<Whereabouts>(work, person.LivesAt) ?? Whereabouts.Erased;
        var isNew = await work.ExecuteAsync(Insert, new
        {
            work.Caisse, campaign.CampaignId, personId, work.Now,
            Features = JsonSerializer.Serialize(features, CaisseJson.Events),
            AddressKey = digests.OfAddress(
                work.Caisse, whereabouts.In(person.PostalCode, person.City, person.District))
                .ToString("x16", CultureInfo.InvariantCulture),
        });
        if (isNew == 0)
        {
            return Refusal.Conflict("already-a-candidate", "This person stands in this campaign already.");
        }
        await work.AuditAsync("candidate.entered", campaign.CampaignId, null, new { personId });
        return new CandidateAnswer(
            personId, [.. features.Select(one => new FeatureValue(one.Key, one.Value))], work.Now);
    }

    sealed record PersonRow(
        DateOnly BirthDate, Guid LivesAt, string PostalCode, string City, string? District,
        string? IncomeBracket);

    /// <summary>Someone of a household in the fund, or of an application not decided yet.</summary>
    const string FindPerson =
        """
        select birth_date, lives_at, postal_code, city, district, income_bracket from (
            select 1 as choice, birth_date, household_id as lives_at, postal_code, city, district,
                income_bracket
            from member join household using (caisse_id, household_id)
            where caisse_id = @Caisse and member_id = @personId and left_on is null and last_period is null
            union all
            select 2, birth_date, application_id, postal_code, city, district, income_bracket
            from application_member join application using (caisse_id, application_id)
            where caisse_id = @Caisse and member_id = @personId and state in ('received', 'waiting')
        ) known order by choice limit 1
        """;

    const string Insert =
        """
        insert into candidate (caisse_id, campaign_id, person_id, features, address_key, volunteered_at)
        values (@Caisse, @CampaignId, @personId, @Features::jsonb, @AddressKey, @Now)
        on conflict do nothing
        """;
}
