namespace Caisse.Contracts.Membership;

/// <summary>
/// Somebody drawn by lot gave up their seat, for good: whoever did so never comes back into the draw.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="DrawId">The draw.</param>
/// <param name="PersonId">Who gave it up.</param>
/// <param name="SuccessorId">Who takes it, like for like; null when nobody is left who fits.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record DrawnPersonReplaced(
    string Caisse, Guid DrawId, Guid PersonId, Guid? SuccessorId, DateTimeOffset OccurredAt) : IEvent;
