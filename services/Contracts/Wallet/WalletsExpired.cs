namespace Caisse.Contracts.Wallet;

/// <summary>
/// An expiry run took MonA that was not carried over out of circulation: the euros behind it are free.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="RunId">The expiry run.</param>
/// <param name="OnDate">The day it was run for.</param>
/// <param name="Households">How many households lost something.</param>
/// <param name="TotalCents">MonA cents, more than 0.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record WalletsExpired(
    string Caisse, Guid RunId, DateOnly OnDate, int Households, long TotalCents, DateTimeOffset OccurredAt)
    : IEvent;
