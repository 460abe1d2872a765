using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Caisse.Wallet.Domain;

/// <summary>A payment that a till took without network, as it sends it.</summary>
/// <param name="Counter">The till's own count, from 1.</param>
/// <param name="CardSha256">
/// SHA-256 of the card's token in lower-case hexadecimal: a queue is no card.
/// </param>
/// <param name="AmountCents">MonA cents.</param>
/// <param name="TakenAt">By the till's clock, as it was signed: "2026-12-05T09:30:00Z".</param>
/// <param name="Signature">ECDSA P-256 with SHA-256, r and s of 32 bytes each, in base64url.</param>
sealed record OfflinePayment(
    long Counter, string CardSha256, long AmountCents, string TakenAt, string Signature)
{
    /// <summary>The form in which tills write instants.</summary>
    internal const string InstantForm = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    const string FormatVersion = "caisse-offline-1";

    /// <summary>When it was taken, by the till's clock.</summary>
    internal DateTimeOffset TakenAtInstant => DateTimeOffset.ParseExact(
        TakenAt, InstantForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>What the till signed: its fields, one per line.</summary>
    internal byte[] SignedText(string caisse, Guid tillId, Guid pointOfSaleId) =>
        Encoding.UTF8.GetBytes(string.Join(
            '\n', FormatVersion, caisse, tillId.ToString("D"), pointOfSaleId.ToString("D"),
            Counter.ToString(CultureInfo.InvariantCulture), CardSha256,
            AmountCents.ToString(CultureInfo.InvariantCulture), TakenAt));

    /// <summary>Whether the signature is the key's.</summary>
    internal bool IsSignedBy(ECDsa key, byte[] signedText) =>
        Base64Url.IsValid(Signature)
        && key.VerifyData(signedText, Base64Url.DecodeFromChars(Signature), HashAlgorithmName.SHA256);
}

/// <summary>What became of a payment that was taken without network.</summary>
/// <param name="Refusal">Name of the reason why nothing was paid, or null.</param>
/// <param name="MonaCents">What the wallet paid.</param>
/// <param name="GuaranteedCents">What the fund answered for.</param>
/// <param name="UnpaidCents">What nobody pays: beyond the wallet and the fund's guarantee.</param>
/// <param name="FloorCents">What the till may take of the household in a day, where it took more.</param>
/// <param name="TakenCents">What it had taken of the household that day before, where it took more.</param>
sealed record OfflineOutcome(
    string? Refusal, long MonaCents, long GuaranteedCents, long UnpaidCents, long? FloorCents = null,
    long? TakenCents = null)
{
    internal const string AboveFloor = "above-offline-floor";

    internal long PaidCents => MonaCents + GuaranteedCents;

    internal static OfflineOutcome Refused(string why, long amountCents) => new(why, 0, 0, amountCents);
}

/// <summary>What a payment taken without network is judged by.</summary>
/// <param name="FloorCents">What a till may take of a household in a day; null: nothing.</param>
/// <param name="TakenCents">What this till has taken of the household that day already.</param>
/// <param name="GuaranteeCents">What the fund answers for, of one household at any time.</param>
/// <param name="Standing">Where the point of sale stood that day.</param>
/// <param name="Day">The day it was taken.</param>
/// <param name="IsCardKnown">Whether the fund issued the card.</param>
/// <param name="CardBlockedAt">When the card was blocked, or null.</param>
/// <param name="AvailableCents">What the wallet has.</param>
/// <param name="OwedCents">What the household owes the guarantee already.</param>
sealed record OfflineFacts(
    long? FloorCents, long TakenCents, long GuaranteeCents, Standing? Standing, DateOnly Day,
    bool IsCardKnown, DateTimeOffset? CardBlockedAt, long AvailableCents, long OwedCents);

/// <summary>
/// Decides payments that were taken without network. The goods are gone, so what the till could know is held
/// against it, and nothing else: the shop is paid by the wallet, then by the fund's guarantee. No till is
/// told that a wallet is suspended: it pays for what its household took home, before the suspension or after.
/// To keep its cards from being taken, they are blocked.
/// </summary>
static class OfflineDecision
{
    /// <summary>How wrong a till's clock may be.</summary>
    internal static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(65);

    /// <summary>Decides one; its signature and counter have been looked at.</summary>
    internal static OfflineOutcome Decide(OfflinePayment payment, OfflineFacts facts, DateTimeOffset now)
    {
        var why = payment.TakenAtInstant > now + ClockTolerance ? "taken-in-the-future"
            : facts.FloorCents is null ? "offline-not-offered"
            : facts.TakenCents + payment.AmountCents > facts.FloorCents ? OfflineOutcome.AboveFloor
            : !facts.IsCardKnown ? "card-unknown"
            : facts.CardBlockedAt + ClockTolerance < payment.TakenAtInstant ? "card-blocked"
            : TillPayment.RefuseStanding(facts.Standing, facts.Day, null)?.Type;
        if (why is not null)
        {
            var refused = OfflineOutcome.Refused(why, payment.AmountCents);
            return why == OfflineOutcome.AboveFloor
                ? refused with { FloorCents = facts.FloorCents, TakenCents = facts.TakenCents }
                : refused;
        }
        var mona = Math.Min(payment.AmountCents, facts.AvailableCents);
        var guaranteed = Math.Clamp(
            payment.AmountCents - mona, 0, Math.Max(0, facts.GuaranteeCents - facts.OwedCents));
        return new(null, mona, guaranteed, payment.AmountCents - mona - guaranteed);
    }

    /// <summary>What became of it, in words a shop understands.</summary>
    internal static Wording Describe(OfflineOutcome outcome) => outcome switch
    {
        { Refusal: OfflineOutcome.AboveFloor, FloorCents: { } floor, TakenCents: { } taken } =>
            new Wording("above the ", "au-delà des ") + Wording.Of(floor)
            + new Wording(
                " a day that a till may take of a household without network: ",
                " par jour qu'un terminal peut prendre à un foyer sans réseau : ")
            + Wording.Of(taken) + new Wording(" taken before", " déjà pris"),
        // Decided before the floor was kept with it.
        { Refusal: OfflineOutcome.AboveFloor } => new(
            "above what may be taken without network", "au-dessus de ce qui peut être pris sans réseau"),
        { Refusal: "offline-not-offered" } => new(
            "this fund takes nothing without network", "cette caisse ne permet rien sans réseau"),
        { Refusal: "taken-in-the-future" } => new(
            "the till's clock is more than an hour ahead",
            "l'horloge du terminal avance de plus d'une heure"),
        { Refusal: "card-blocked" } => new("card blocked before", "carte bloquée avant"),
        { Refusal: "card-unknown" } => new(
            "this card was not issued by this fund", "cette carte n'a pas été émise par cette caisse"),
        { Refusal: "point-of-sale-suspended" } => new(
            "point of sale suspended that day", "point de vente suspendu ce jour-là"),
        { Refusal: "point-of-sale-not-accredited" } => new(
            "point of sale not accredited that day", "point de vente non conventionné ce jour-là"),
        { Refusal: "signature-wrong" } => new("not signed by this till", "pas signé par ce terminal"),
        { Refusal: "counter-used-twice" } => new(
            "this count was another payment's already", "ce numéro est déjà celui d'un autre paiement"),
        { Refusal: { } other } => new(other, other),
        { UnpaidCents: > 0 } =>
            Wording.Of(outcome.PaidCents) + new Wording(" paid, ", " payés, ")
            + Wording.Of(outcome.UnpaidCents) + new Wording(" not covered", " non couverts"),
        _ => Wording.Of(outcome.PaidCents) + new Wording(" paid", " payés"),
    };
}
