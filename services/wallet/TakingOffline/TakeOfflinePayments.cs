using System.Globalization;
using System.Security.Cryptography;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.TakingOffline;

/// <summary>
/// Takes in what a till took without network. The till's count is the key: each payment is decided once, in
/// whatever order and however often it is sent, and gets the same answer for ever. So they can be committed
/// slice by slice: a till that got no answer sends all of them again.
/// </summary>
static class TakeOfflinePayments
{
    const int MostPayments = 500;

    /// <summary>All who pay in the caisse wait for a slice at most.</summary>
    const int LargestSlice = 20;

    const int LongestSignature = 100;
    const int Sha256HexCharacters = 64;

    internal sealed record OfflineRequest(Guid TillId, IReadOnlyList<OfflinePayment> Payments);

    /// <param name="Counter">The till's count.</param>
    /// <param name="State">applied or refused.</param>
    /// <param name="Repeated">Whether it had been decided before.</param>
    /// <param name="MonaCents">What the wallet paid.</param>
    /// <param name="GuaranteedCents">What the fund answered for.</param>
    /// <param name="UnpaidCents">What nobody pays.</param>
    /// <param name="Reason">Name of the refusal, or null.</param>
    /// <param name="Detail">What became of it, in the caller's language.</param>
    internal sealed record TakenAnswer(
        long Counter, string State, bool Repeated, long MonaCents, long GuaranteedCents, long UnpaidCents,
        string? Reason, string Detail);

    /// <param name="Payments">What became of each payment, in the order sent.</param>
    /// <param name="MissingCounters">Counts below the highest that have not come yet, at most 100.</param>
    internal sealed record OfflineAnswer(
        IReadOnlyList<TakenAnswer> Payments, IReadOnlyList<long> MissingCounters);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/offline-payments", HandleAsync)
            .Describe(nameof(TakeOfflinePayments), "Take in what a till took without network.")
            .Allow(Grants.Till);

    static async Task<Answer<OfflineAnswer>> HandleAsync(
        OfflineRequest request, Caller caller, Database database, KnownCaisse caisse, CaisseMetrics metrics,
        HttpContext http, CancellationToken cancel)
    {
        if (Invalid(request) is { } invalid)
        {
            return invalid;
        }
        if (await FindTillAsync(database, caller, request.TillId, cancel) is not { } till)
        {
            return Refusal.NotFound("till with a device key", request.TillId);
        }
        var taken = new List<TakenPayment>(request.Payments.Count);
        foreach (var slice in Verify(request, caisse, till).Chunk(LargestSlice))
        {
            await using var work = await database.BeginAsync(caller, cancel);
            var takenNow =
                await new OfflineIntake(work, caisse, request.TillId, till.PointOfSaleId).TakeAsync(slice);
            await work.CommitAsync(cancel);
            metrics.Paid(
                work.Caisse, takenNow.Where(one => !one.IsRepeated).Sum(one => one.Outcome.PaidCents));
            taken.AddRange(takenNow);
        }
        var missing = await ListMissingAsync(database, caller, request.TillId, cancel);
        var isFrench = AnswerForm.Of(http).IsFrench;
        return new OfflineAnswer([.. taken.Select(one => Answer(one, isFrench))], missing);
    }

    /// <summary>The till of the caller's point of sale, or null.</summary>
    static async Task<TillRow?> FindTillAsync(
        Database database, Caller caller, Guid tillId, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        var till = await work.FindAsync<TillRow>(FindTill, new { work.Caisse, tillId });
        return till?.PointOfSaleId == caller.PointOfSaleId ? till : null;
    }

    static async Task<IReadOnlyList<long>> ListMissingAsync(
        Database database, Caller caller, Guid tillId, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return await work.ListAsync<long>(Missing, new { work.Caisse, tillId });
    }

    /// <summary>All signatures at once: nobody waits for these.</summary>
    static List<SentPayment> Verify(OfflineRequest request, KnownCaisse caisse, TillRow till)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(till.PublicKey, out _);
        return
        [
            .. request.Payments.Select(payment =>
            {
                var text = payment.SignedText(caisse.CaisseId, request.TillId, till.PointOfSaleId);
                return new SentPayment(payment, SHA256.HashData(text), payment.IsSignedBy(key, text));
            }),
        ];
    }

    static TakenAnswer Answer(TakenPayment taken, bool isFrench)
    {
        var (outcome, words) = (taken.Outcome, OfflineDecision.Describe(taken.Outcome));
        return new(
            taken.Payment.Counter, outcome.Refusal is null ? "applied" : "refused", taken.IsRepeated,
            outcome.MonaCents, outcome.GuaranteedCents, outcome.UnpaidCents, outcome.Refusal,
            isFrench ? words.French : words.English);
    }

    static Refusal? Invalid(OfflineRequest request)
    {
        var check = new Check().Id(request.TillId, "tillId")
            .Count(request.Payments, 1, MostPayments, "payments");
        foreach (var payment in request.Payments)
        {
            // JSON may put null into a list whatever the type of its items.
            check.That(payment is not null, "payments", "must not contain null.");
            if (payment is not null)
            {
                check.That(payment.Counter > 0, "payments.counter", "must count from 1.")
                    .PositiveCents(payment.AmountCents, "payments.amountCents")
                    .That(
                        payment.CardSha256.Length == Sha256HexCharacters
                            && payment.CardSha256.All(char.IsAsciiHexDigitLower),
                        "payments.cardSha256", "must be a SHA-256 in lower-case hexadecimal.")
                    .That(IsInstant(payment.TakenAt), "payments.takenAt", "must be as 2026-12-05T09:30:00Z.")
                    .That(
                        payment.Signature.Length <= LongestSignature, "payments.signature", "is too long.");
            }
        }
        return check.Problem;
    }

    static bool IsInstant(string text) => DateTimeOffset.TryParseExact(
        text, OfflinePayment.InstantForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
        out var instant) && instant.Year is > 2000 and < 3000;

    sealed record TillRow(Guid PointOfSaleId, byte[] PublicKey);

    const string FindTill =
        "select point_of_sale_id, public_key from till where caisse_id = @Caisse and till_id = @tillId";

    /// <summary>
    /// Where the sequence of counts has holes: the count after each hole's edge, as far as a hundred.
    /// </summary>
    const string Missing =
        """
        select missing from (
            select counter, lag(counter, 1, 0) over (order by counter) as before
            from offline_payment where caisse_id = @Caisse and till_id = @tillId
        ) as known
        cross join lateral generate_series(before + 1, least(counter - 1, before + 100)) as missing
        where counter - before > 1
        order by missing limit 100
        """;
}
