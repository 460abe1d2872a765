namespace Caisse.Contracts.MerchantNetwork;

/// <summary>A till of a point of sale may sign in.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="TillId">The till.</param>
/// <param name="PointOfSaleId">Where it stands.</param>
/// <param name="Name">What the shop calls it.</param>
/// <param name="ClientId">OAuth client id.</param>
/// <param name="SecretSha256">SHA-256 of its OAuth client secret of 256 random bits, in
/// lower-case hex; null: it signs in with its own key.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="DevicePublicKey">
/// ECDSA P-256 key it signs with what it takes without network, and signs in with where it has no secret:
/// SubjectPublicKeyInfo in base64; null: it takes nothing without network.
/// </param>
public sealed record TillRegistered(
    string Caisse, Guid TillId, Guid PointOfSaleId, string Name, string ClientId, string? SecretSha256,
    DateTimeOffset OccurredAt, string? DevicePublicKey = null) : IEvent;
