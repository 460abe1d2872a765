using Caisse.Contracts.Wallet;

namespace Caisse.Contracts.Contributions;

/// <summary>The fund's euros cover what is to be issued: it may be credited.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="RunId">The allocation run, the supplement or the batch of vouchers.</param>
/// <param name="AmountCents">Euro cents set aside.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="IsPreview">Whether it was only asked, for a preview: nothing is set aside.</param>
/// <param name="Purpose">One of <see cref="FundsPurposes"/>, as it was asked; null in events from before
/// there were any.</param>
public sealed record FundsReserved(
    string Caisse, Guid RunId, long AmountCents, DateTimeOffset OccurredAt, bool IsPreview = false,
    string? Purpose = null) : IEvent;
