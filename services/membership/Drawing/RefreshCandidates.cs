using System.Text.Json;
using Caisse.Membership.Campaigning;
using Caisse.Membership.Domain;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;
using Caisse.Sortition.Pools;

namespace Caisse.Membership.Drawing;

/// <summary>A candidate as they go into the pool.</summary>
sealed record StandingCandidate(
    Guid PersonId, IReadOnlyDictionary<string, string> Features, string AddressKey);

/// <summary>
/// What the pool says of people is what holds on the day it is frozen, not what held when they volunteered:
/// somebody moves in with somebody, a street is corrected, a birthday passes.
/// </summary>
static class RefreshCandidates
{
    /// <summary>
    /// Writes down who stands in a campaign that is held, at which address and with which features, and who
    /// is left out and why. Those who stand, and one more than a pool may hold at most.
    /// </summary>
    internal static async Task<IReadOnlyList<StandingCandidate>> RefreshCandidatesAsync(
        this Work work, PersonalData personal, SearchDigests digests, Guid campaignId,
        IReadOnlyCollection<FeatureValue> offered, DateOnly today)
    {
        await work.ExecuteAsync(LeaveOutGone, new { work.Caisse, campaignId });
        var entered = await work.ListAsync<CandidateRow>(
            ReadCandidates, new { work.Caisse, campaignId, Most = Pool.MostPersons + 1 });
        var eligible = await work.ReadEligibleAsync(
            personal, digests, today, [.. entered.Select(one => one.PersonId)]);
        var refreshed = entered.Join(
            eligible, one => one.PersonId, person => person.PersonId,
            (one, person) => (
                Person: person,
                Features: CandidateFeatures.Refresh(
                    offered, person.Registered, one.ParseFeatures(), one.Answered))).ToList();
        await work.ExecuteAsync(Write, new
        {
            work.Caisse, campaignId,
            PersonIds = refreshed.Select(one => one.Person.PersonId).ToArray(),
            AddressKeys = refreshed.Select(one => one.Person.AddressKey).ToArray(),
            Features = refreshed.Select(one => one.Features is null
                ? null : JsonSerializer.Serialize(one.Features, CaisseJson.Events)).ToArray(),
        });
        return [.. refreshed.Where(one => one.Features is not null).Select(one =>
            new StandingCandidate(one.Person.PersonId, one.Features!, one.Person.AddressKey))];
    }

    sealed record CandidateRow
    {
        public Guid PersonId { get; init; }
        public string Features { get; init; } = "";
        public string[]? Answered { get; init; }

        internal Dictionary<string, string> ParseFeatures() =>
            JsonSerializer.Deserialize<Dictionary<string, string>>(Features, CaisseJson.Events)!;
    }

    /// <summary>Who has left the fund since, or was refused, is not drawn.</summary>
    const string LeaveOutGone =
        """
        update candidate set left_out = 'not-in-register'
        where caisse_id = @Caisse and campaign_id = @campaignId and person_id not in (
            select person_id from eligible_person where caisse_id = @Caisse)
        """;

    const string ReadCandidates =
        """
        select person_id, features::text, answered
        from candidate where caisse_id = @Caisse and campaign_id = @campaignId and left_out is null
        order by person_id limit @Most
        """;

    /// <summary>Whoever is left out keeps what they volunteered with.</summary>
    const string Write =
        """
        update candidate
        set address_key = refreshed.address_key,
            features = coalesce(refreshed.features::jsonb, candidate.features),
            left_out = case when refreshed.features is null then 'no-quota-fits' end
        from unnest(@PersonIds, @AddressKeys, @Features) as refreshed (person_id, address_key, features)
        where candidate.caisse_id = @Caisse and candidate.campaign_id = @campaignId
            and candidate.person_id = refreshed.person_id
        """;
}
