using Caisse.Contracts.Governance;
using Caisse.Contracts.Identity;
using Caisse.Governance.OrganisingBodies;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Deciding;

/// <summary>Makes the founding rules decision number 1 of the collective that founded the caisse.</summary>
[Consumer("RecordFoundingOnCaisseFounded")]
sealed class RecordFoundingOnCaisseFounded : IHandle<CaisseFounded>
{
    public async Task HandleAsync(CaisseFounded happened, Work work, CancellationToken cancel)
    {
        if (await work.OneAsync<bool>(CreateBody.IsFounded, new { work.Caisse }))
        {
            return;
        }
        // The founding says nothing of seats, terms or quorum: the widest limits rule nobody out.
        var collective = new ReadBody.BodyAnswer
        {
            Id = Guid.CreateVersion7(),
            Kind = BodyKinds.CooperationCollective,
            Name = "Collectif de coopération",
            Seats = CreateBody.MostSeats,
            TermMonths = CreateBody.LongestTermMonths,
            QuorumPercent = 0,
            DecisionMode = VotingModes.Majority,
            CreatedAt = happened.OccurredAt,
        };
        await CreateBody.InsertAsync(work, collective);
        await work.AuditAsync("body.created", collective.Id, null, collective);
        // The register of caisses is filled by a transaction of its own, which may not have happened yet.
        var caisse = new KnownCaisse(
            happened.Caisse, happened.Name, happened.LegalName, happened.Iban, happened.TimeZone);
        var foundingDay = caisse.DayOf(happened.OccurredAt);
        await RecordDecision.RecordAsync(work, new RecordDecision.Taken(
            Guid.CreateVersion7(), collective.Id, null, $"Fondation de {happened.Name}",
            "Règles de fondation.", happened.FoundingRules, foundingDay, foundingDay, happened.OccurredAt));
    }
}
