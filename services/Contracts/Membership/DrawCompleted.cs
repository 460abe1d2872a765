namespace Caisse.Contracts.Membership;

/// <summary>People were drawn by lot; anyone can check it from the draw's evidence.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="DrawId">The draw.</param>
/// <param name="CampaignId">The campaign it was the one draw of.</param>
/// <param name="BodyId">The body whose seats they take; null: seats of the caisse.</param>
/// <param name="PersonIds">Who was drawn, under the ids they have or will have as members.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record DrawCompleted(
    string Caisse, Guid DrawId, Guid CampaignId, Guid? BodyId, IReadOnlyList<Guid> PersonIds,
    DateTimeOffset OccurredAt) : IEvent;
