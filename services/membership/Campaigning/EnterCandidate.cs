using System.Text.Json;
using Caisse.Membership.Domain;
using Caisse.Membership.Sealing;
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

    /// <param name="LeftOut">Why they are not in the pool that was frozen: "not-in-register" or
    /// "no-quota-fits"; null: they are, or it is not frozen.</param>
    internal sealed record CandidateAnswer(
        Guid PersonId, IReadOnlyList<FeatureValue> Features, DateTimeOffset VolunteeredAt,
        string? LeftOut = null);

    const int MostAnswers = 40;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/campaigns/{campaignId:guid}/candidates", HandleAsync)
            .Describe(nameof(EnterCandidate), "Volunteer for a campaign, or enter who does.")
            .Creates()
            .Allow(Grants.Coordinator, Grants.Member);

    static async Task<Answer<CandidateAnswer>> HandleAsync(
        Guid campaignId, CandidateRequest request, Caller caller, Database database,
        PersonalData personal, SearchDigests digests, CancellationToken cancel)
    {
        var answers = request.Answers ?? [];
        var personId = request.PersonId ?? caller.MemberId;
        if (Examine(personId, answers).Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.ShareCampaignAsync(campaignId) is not { } campaign)
        {
            return Refusal.NotFound("campaign", campaignId);
        }
        // A member stands for themselves alone; who else there is, is not theirs to find out.
        var mayEnter = caller.Has(Grants.Coordinator) || personId == caller.MemberId;
        var found = mayEnter
            ? await work.ReadEligibleAsync(personal, digests, work.Today, [personId!.Value])
            : [];
        if (found.Count == 0)
        {
            return Refusal.NotFound("person", personId!);
        }
        if (CampaignState.WhyNotOpen(campaign.State) is { } closed)
        {
            return closed;
        }
        var answer = await EnterAsync(work, campaign, found[0], [.. answers.OfType<FeatureValue>()]);
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
        Work work, HeldCampaign campaign, EligiblePerson person, IReadOnlyCollection<FeatureValue> answers)
    {
        var quotas = await ReadCampaign.ReadQuotasAsync(work, campaign.CampaignId);
        var offered = quotas.Select(quota => new FeatureValue(quota.Feature, quota.Value)).ToList();
        var (features, problem) = CandidateFeatures.Decide(offered, person.Registered, answers);
        if (problem is not null)
        {
            return problem;
        }
        var isNew = await work.ExecuteAsync(Insert, new
        {
            work.Caisse, campaign.CampaignId, person.PersonId, work.Now, person.AddressKey,
            Features = JsonSerializer.Serialize(features, CaisseJson.Events),
            Answered = CandidateFeatures.NotRegistered(offered, person.Registered).ToArray(),
        });
        if (isNew == 0)
        {
            return Refusal.Conflict("already-a-candidate", "This person stands in this campaign already.");
        }
        await work.AuditAsync("candidate.entered", campaign.CampaignId, null, new { person.PersonId });
        return new CandidateAnswer(
            person.PersonId, [.. features.Select(one => new FeatureValue(one.Key, one.Value))], work.Now);
    }

    const string Insert =
        """
        insert into candidate (
            caisse_id, campaign_id, person_id, features, answered, address_key, volunteered_at)
        values (@Caisse, @CampaignId, @PersonId, @Features::jsonb, @Answered, @AddressKey, @Now)
        on conflict do nothing
        """;
}
