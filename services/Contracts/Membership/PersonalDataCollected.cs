namespace Caisse.Contracts.Membership;

/// <summary>
/// What one service holds about a person, readable to nobody on its way. Published by each service that is
/// asked by <see cref="PersonalDataRequested"/>.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="ExportId">The export that asked.</param>
/// <param name="Service">Whose answer it is.</param>
/// <param name="SealedContent">JSON sealed under the export's public key, base64.</param>
/// <param name="OccurredAt">When, UTC.</param>
[NotArchived("All that a service holds about a person: sealed, and still theirs alone.")]
public sealed record PersonalDataCollected(
    string Caisse, Guid ExportId, string Service, string SealedContent, DateTimeOffset OccurredAt) : IEvent;
