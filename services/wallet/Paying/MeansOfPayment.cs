using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.HandlingCards;
using Caisse.Wallet.OpeningWallets;

namespace Caisse.Wallet.Paying;

/// <summary>Finds whose wallet a means of payment opens, or why it does not.</summary>
sealed class MeansOfPayment(Pins pins)
{
    /// <summary>A card at a till. Wrong PINs are counted even though the payment is refused.</summary>
    internal async Task<(Guid HouseholdId, Refusal? Refused)> CheckCardAsync(
        Work work, string token, string? pin, KnownCaisse caisse)
    {
        var card = await work.FindAsync<CardRow>(
            LockCard, new { work.Caisse, TokenSha256 = Pins.HashToken(token) });
        if (card is null)
        {
            var unknown = Refusal.Unprocessable("card-unknown", "this card was not issued by this fund");
            return (Guid.Empty, unknown with
            {
                DetailInFrench = "cette carte n'a pas été émise par cette caisse",
            });
        }
        var pinIsRight = pin is null || card.PinHash is null
            ? (bool?)null
            : pins.IsRight(card.CardId, pin, card.PinHash);
        var check = CardCheck.Decide(
            new CardState(card.State, card.PinHash is not null, card.WrongPins, card.PinLockedUntil,
                card.ReplacedAt),
            pinIsRight, work.Now, caisse.LocalTimeOf);
        if (check.WrongPins != card.WrongPins || check.PinLockedUntil != card.PinLockedUntil)
        {
            await work.ExecuteAsync(
                NotePins, new { work.Caisse, card.CardId, check.WrongPins, check.PinLockedUntil });
        }
        return (card.HouseholdId, check.Refused);
    }

    /// <summary>A person of the household, or their delegate, in their own session.</summary>
    internal static async Task<(Guid HouseholdId, Refusal? Refused)> CheckSessionAsync(
        Work work, Caller caller, Guid householdId) =>
        await Households.IsOfAsync(work, caller, householdId)
            ? (householdId, null)
            : (Guid.Empty, new Refusal(
                StatusCodes.Status403Forbidden, "not-your-wallet", "This is not your household's wallet."));

    sealed record CardRow(
        Guid CardId, Guid HouseholdId, string State, byte[]? PinHash, int WrongPins,
        DateTimeOffset? PinLockedUntil, DateTimeOffset? ReplacedAt);

    const string LockCard =
        """
        select card_id, household_id, state, pin_hash, wrong_pins, pin_locked_until, replaced_at
        from card where caisse_id = @Caisse and token_sha256 = @TokenSha256
        for update
        """;

    const string NotePins =
        """
        update card set wrong_pins = @WrongPins, pin_locked_until = @PinLockedUntil
        where caisse_id = @Caisse and card_id = @CardId
        """;
}
