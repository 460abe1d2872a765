using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Caisse.TillSimulator;

/// <summary>Where a till stands, as the fund registered it.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="TillId">The till.</param>
/// <param name="PointOfSaleId">Its point of sale.</param>
/// <param name="FloorCents">What it may take of one card in a day without network, MonA cents.</param>
/// <param name="TimeZone">The caisse's, whose days count: an IANA name. Left out: the machine's.</param>
public sealed record TillPlace(
    string Caisse, Guid TillId, Guid PointOfSaleId, long FloorCents, string? TimeZone = null);

/// <summary>A payment taken without network, signed.</summary>
/// <param name="Counter">The till's own count, from 1.</param>
/// <param name="CardSha256">SHA-256 of the card's token, lower-case hexadecimal.</param>
/// <param name="AmountCents">MonA cents.</param>
/// <param name="TakenAt">By the till's clock: "2026-12-05T09:30:00Z".</param>
/// <param name="Signature">ECDSA P-256 with SHA-256, IEEE P1363, base64url.</param>
public sealed record SignedPayment(
    long Counter, string CardSha256, long AmountCents, string TakenAt, string Signature);

/// <summary>
/// A till without network: takes cards up to the floor, counts and signs each payment, and has it on disk
/// before it says yes. Not for several threads at once.
/// </summary>
public sealed class OfflineTill : IDisposable
{
    const string FormatVersion = "caisse-offline-1";

    readonly ECDsa key;
    readonly TillPlace place;
    readonly TillQueue queue;
    readonly TimeProvider clock;

    /// <summary>Opens a till on what it keeps on disk.</summary>
    /// <param name="key">Its device key, ECDSA P-256.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="queueFile">What it has taken; made when missing.</param>
    /// <param name="clock">Its clock, right or wrong.</param>
    public OfflineTill(ECDsa key, TillPlace place, string queueFile, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(place);
        (this.key, this.place, this.clock) = (key, place, clock);
        var zone = place.TimeZone is { } name
            ? TimeZoneInfo.FindSystemTimeZoneById(name)
            : TimeZoneInfo.Local;
        queue = new TillQueue(queueFile, zone);
    }

    /// <summary>What it has taken and nobody has answered for yet, oldest first.</summary>
    public IReadOnlyList<SignedPayment> Waiting => queue.Waiting;

    /// <summary>Takes a card; null when that would be more than the floor allows this card today.</summary>
    /// <remarks>
    /// It cannot see which cards are one household's, whose payments the fund counts together.
    /// </remarks>
    /// <exception cref="IOException">The disk does not keep it: then nothing was taken.</exception>
    public SignedPayment? Take(string cardToken, long amountCents)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(amountCents);
        var card = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(cardToken)));
        var takenAt = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (queue.TakenOnDayOf(takenAt, card) + amountCents > place.FloorCents)
        {
            return null;
        }
        var counter = queue.LastCounter + 1;
        var text = string.Join(
            '\n', FormatVersion, place.Caisse, place.TillId.ToString("D"), place.PointOfSaleId.ToString("D"),
            counter.ToString(CultureInfo.InvariantCulture), card,
            amountCents.ToString(CultureInfo.InvariantCulture), takenAt);
        var signature = key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256);
        var payment = new SignedPayment(
            counter, card, amountCents, takenAt, Base64Url.EncodeToString(signature));
        queue.Add(payment);
        return payment;
    }

    /// <summary>Forgets what the fund has answered for, paid or not.</summary>
    public void Answered(IEnumerable<long> counters) => queue.Answered(counters);

    /// <summary>Its public key as the fund registers it: SubjectPublicKeyInfo in base64.</summary>
    public static string PublicKeyOf(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }

    /// <inheritdoc />
    public void Dispose() => queue.Dispose();
}
