namespace Caisse.Contracts.Membership;

/// <summary>
/// A person is to be given everything that the platform knows about them: each service answers with
/// <see cref="PersonalDataCollected"/>.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="ExportId">The export that waits for the answers.</param>
/// <param name="MemberId">The person: a member, a delegate, or an applicant.</param>
/// <param name="HouseholdIds">The households that they live in, or were the last to.</param>
/// <param name="PublicKey">Made for this export alone; answers are sealed under it. P-256, base64.</param>
/// <param name="OccurredAt">When, UTC.</param>
[NotArchived("A request for the moment: nobody could answer it later, its key is gone.")]
public sealed record PersonalDataRequested(
    string Caisse, Guid ExportId, Guid MemberId, IReadOnlyList<Guid> HouseholdIds, string PublicKey,
    DateTimeOffset OccurredAt) : IEvent;
