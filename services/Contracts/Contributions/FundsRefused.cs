using Caisse.Contracts.Wallet;

namespace Caisse.Contracts.Contributions;

/// <summary>The fund's euros do not cover what is to be issued: nothing is.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="RunId">The allocation run, the supplement or the batch of vouchers.</param>
/// <param name="RequestedCents">Euro cents asked for.</param>
/// <param name="ShortfallCents">Euro cents missing under the backing rule in force.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="IsPreview">Whether it was only asked, for a preview.</param>
/// <param name="Purpose">One of <see cref="FundsPurposes"/>, as it was asked; null in events from before
/// there were any.</param>
public sealed record FundsRefused(
    string Caisse, Guid RunId, long RequestedCents, long ShortfallCents, DateTimeOffset OccurredAt,
    bool IsPreview = false, string? Purpose = null) : IEvent;
