using System.Security.Cryptography;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.OpeningWallets;
using Caisse.Wallet.Paying;

namespace Caisse.Wallet.Reimbursing;

/// <summary>
/// A household sends the receipt of a purchase that it paid for itself. Nothing moves until staff have
/// checked it.
/// </summary>
static class ClaimReceipt
{
    const int LongestAgoDays = 366;

    /// <summary>A household whose receipts nobody checks sends no more.</summary>
    const int MostWaiting = 50;

    /// <param name="HouseholdId">The caller's household.</param>
    /// <param name="PointOfSaleId">Where it was bought.</param>
    /// <param name="BoughtOn">The day of the purchase.</param>
    /// <param name="File">JPEG, PNG or PDF of at most 5 MiB, in base64.</param>
    /// <param name="AmountCents">What was paid; or lines.</param>
    /// <param name="Lines">What was paid, by category.</param>
    internal sealed record ClaimRequest(
        Guid HouseholdId, Guid PointOfSaleId, DateOnly BoughtOn, byte[] File, long? AmountCents = null,
        IReadOnlyList<BasketLine>? Lines = null);

    internal static void Map(RouteGroupBuilder caisse) => caisse.MapPost("/receipt-claims", HandleAsync)
        .Describe(nameof(ClaimReceipt), "Send a receipt to be paid back for.")
        .Creates()
        .TakesFile()
        .Allow(Grants.Member, Grants.Delegate);

    static async Task<Answer<ClaimAnswer>> HandleAsync(
        ClaimRequest request, IdempotencyKey? key, Caller caller, Database database, KnownCaisse caisse,
        TimeProvider clock, CancellationToken cancel)
    {
        return Examine(request, caisse.DayOf(clock.GetUtcNow())).Problem is { } problem
            ? problem
            : await key.OnceIfKeyedAsync(
                database, caller, request, work => WriteAsync(work, request, caller), cancel);
    }

    static Check Examine(ClaimRequest request, DateOnly today) => Purchase.CheckInto(
        new Check()
            .Id(request.HouseholdId, "householdId")
            .Id(request.PointOfSaleId, "pointOfSaleId")
            .That(request.BoughtOn <= today, "boughtOn", "must not be in the future.")
            .That(
                request.BoughtOn >= today.AddDays(-LongestAgoDays),
                "boughtOn", $"must be within the last {LongestAgoDays} days.")
            .That(
                request.File.Length <= ReceiptFile.LargestBytes,
                "file", $"must have at most {ReceiptFile.LargestBytes} bytes.")
            .That(
                ReceiptFile.MediaTypeOf(request.File) is not null, "file", "must be a JPEG, a PNG or a PDF."),
        request.AmountCents, request.Lines, "lines");

    static async Task<Answer<ClaimAnswer>> WriteAsync(Work work, ClaimRequest request, Caller caller)
    {
        if (!await Households.IsOfAsync(work, caller, request.HouseholdId))
        {
            return Refusal.NotFound("wallet", request.HouseholdId);
        }
        if (await PointOfSaleOnDay.ReadAsync(work, request.PointOfSaleId, request.BoughtOn) is null)
        {
            return Refusal.NotFound("point of sale", request.PointOfSaleId);
        }
        // Receipts of a household sent at the same instant are counted one after the other.
        await work.ExecuteAsync(LockHousehold, new { work.Caisse, request.HouseholdId });
        var waiting = await work.OneAsync<int>(CountWaiting, new { work.Caisse, request.HouseholdId });
        if (waiting >= MostWaiting)
        {
            return Refusal.Conflict(
                "too-many-waiting", $"{waiting} receipts of this household wait to be checked already.")
                .With("waiting", waiting);
        }
        var claimId = Guid.CreateVersion7();
        await work.ExecuteAsync(Insert, new
        {
            work.Caisse,
            claimId,
            request.HouseholdId,
            request.PointOfSaleId,
            request.BoughtOn,
            AmountCents = Purchase.TotalCents(request.AmountCents, request.Lines),
            Lines = ReceiptClaim.Write(request.Lines),
            FileSha256 = SHA256.HashData(request.File),
            work.Actor,
            work.Now,
            MediaType = ReceiptFile.MediaTypeOf(request.File),
            request.File,
        });
        var claim = await work.OneAsync<ReceiptClaim>(
            ReadClaim.ById, new { work.Caisse, claimId, IsStaff = false });
        return new Answer<ClaimAnswer>
        {
            Value = claim.Answer(),
            Location = $"/v1/caisses/{work.Caisse}/receipt-claims/{claimId}",
        };
    }

    const string LockHousehold =
        """
        select from household where caisse_id = @Caisse and household_id = @HouseholdId for no key update
        """;

    const string CountWaiting =
        """
        select count(*)::int from receipt_claim
        where caisse_id = @Caisse and household_id = @HouseholdId and state = 'received'
        """;

    const string Insert =
        """
        insert into receipt_claim (caisse_id, claim_id, household_id, point_of_sale_id, bought_on,
            amount_cents, lines, file_sha256, claimed_by, claimed_at, state)
        values (@Caisse, @claimId, @HouseholdId, @PointOfSaleId, @BoughtOn, @AmountCents,
            @Lines::jsonb, @FileSha256, @Actor, @Now, 'received');
        insert into receipt_file (caisse_id, claim_id, media_type, content)
        values (@Caisse, @claimId, @MediaType, @File);
        """;
}
