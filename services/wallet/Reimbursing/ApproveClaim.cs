using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.OpeningWallets;
using Caisse.Wallet.Paying;
using Caisse.Wallet.Posting;
using Caisse.Wallet.Suspending;

namespace Caisse.Wallet.Reimbursing;

/// <summary>
/// Staff have checked a receipt: the MonA share of what they accept leaves the wallet and circulation, and
/// the fund owes the household as many euros.
/// </summary>
static class ApproveClaim
{
    /// <param name="AmountCents">What is accepted; neither this nor lines: all that was claimed.</param>
    /// <param name="Lines">What is accepted, by category.</param>
    /// <param name="ConfirmRepeat">That it is no repeat, although it looks like one.</param>
    internal sealed record ApprovalRequest(
        long? AmountCents = null, IReadOnlyList<BasketLine>? Lines = null, bool ConfirmRepeat = false);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/receipt-claims/{claimId:guid}/approval", HandleAsync)
            .Describe(nameof(ApproveClaim), "Pay a household back for a receipt, as far as it is accepted.")
            .Allow(Grants.Treasurer, Grants.Coordinator);

    static async Task<Answer<ClaimAnswer>> HandleAsync(
        Guid claimId, ApprovalRequest request, IdempotencyKey key, Caller caller, Database database,
        KnownCaisse caisse, CancellationToken cancel)
    {
        var isAsClaimed = request is { AmountCents: null, Lines: null };
        var check = isAsClaimed
            ? new Check()
            : Purchase.CheckInto(new Check(), request.AmountCents, request.Lines, "lines");
        return check.Problem is { } problem
            ? problem
            : await key.OnceAsync(
                database, caller, request, work => ApproveAsync(work, request, caller, caisse, claimId),
                cancel);
    }

    static async Task<Answer<ClaimAnswer>> ApproveAsync(
        Work work, ApprovalRequest request, Caller caller, KnownCaisse caisse, Guid claimId)
    {
        await Ledger.LockAsync(work);
        if (await ReadClaim.FindAsync(work, caller, claimId) is not { } sent)
        {
            return Refusal.NotFound("receipt claim", claimId);
        }
        // Also of a household that merged while the receipt was being sent.
        var claim = sent with { HouseholdId = await Households.FindHolderAsync(work, sent.HouseholdId) };
        var standing = await work.FindStandingAsync(claim.HouseholdId);
        if ((await ClaimDecision.WhyNotAsync(work, caller, claim) ?? Repeated(claim, request)
            ?? standing!.RefuseSpending(caisse.DayOf)) is { } refused)
        {
            return refused;
        }
        var isAsClaimed = request is { AmountCents: null, Lines: null };
        var lines = isAsClaimed ? ReceiptClaim.Read<BasketLine>(claim.Lines) : request.Lines;
        var amountCents = lines is null ? request.AmountCents ?? claim.AmountCents : (long?)null;
        if (Purchase.TotalCents(amountCents, lines) > claim.AmountCents)
        {
            return Refusal.Unprocessable(
                "more-than-claimed", $"The household asked for {Cents.Text(claim.AmountCents)} at most.")
                .With("amountCents", claim.AmountCents);
        }
        var pointOfSale = (await PointOfSaleOnDay.ReadAsync(work, claim.PointOfSaleId, claim.BoughtOn))!;
        return TillPayment.RefuseStanding(pointOfSale.Standing, claim.BoughtOn, lines) is { } notAccredited
            ? notAccredited
            : await MoveAsync(work, claim, amountCents, lines, pointOfSale.Rates);
    }

    static Refusal? Repeated(ReceiptClaim claim, ApprovalRequest request) =>
        claim.LikelyRepeats.Length == 0 || request.ConfirmRepeat ? null
        : Refusal.Conflict(
            "receipt-sent-before",
            "This receipt looks like one that was sent before: compare them, and confirm if it is not.")
            .With("likelyRepeats", claim.LikelyRepeats);

    static async Task<Answer<ClaimAnswer>> MoveAsync(
        Work work, ReceiptClaim claim, long? amountCents, IReadOnlyList<BasketLine>? lines,
        IReadOnlyDictionary<string, int> rates)
    {
        var issuance = await Ledger.LockOwnAsync(work, AccountKind.Issuance);
        var wallet = (await Ledger.LockAsync(work, claim.HouseholdId))[claim.HouseholdId];
        var (accepted, refused) = Reimbursement.Decide(wallet.AvailableCents, amountCents, lines, rates);
        if (accepted is null)
        {
            return refused!;
        }
        var movement = Movement.Decide(wallet, issuance, accepted.MonaCents)!;
        // Under the claim's own id: the ledger itself takes it no second time.
        await Ledger.PostAsync(work, movement, new TransferDetails(
            claim.ClaimId, MovementKind.Reimbursement, accepted.MonaCents, claim.ClaimId, work.Now));
        await work.ExecuteAsync(Approve, new
        {
            work.Caisse, claim.ClaimId, claim.HouseholdId, work.Actor, work.Now, accepted.MonaCents,
            PaidLines = ReceiptClaim.Write(accepted.Lines),
        });
        await work.AuditAsync("receipt.approved", claim.ClaimId, null, new { accepted.MonaCents });
        await work.PublishAsync(new ReceiptReimbursed(
            work.Caisse, claim.ClaimId, claim.HouseholdId, claim.PointOfSaleId, claim.BoughtOn,
            accepted.MonaCents, work.Now));
        return (await work.OneAsync<ReceiptClaim>(
            ReadClaim.ById, new { work.Caisse, claim.ClaimId, IsStaff = true })).Answer();
    }

    const string Approve =
        """
        update receipt_claim
        set state = 'approved', decided_by = @Actor, decided_at = @Now, decision_recorded_at = now(),
            mona_cents = @MonaCents, paid_lines = @PaidLines::jsonb, household_id = @HouseholdId
        where caisse_id = @Caisse and claim_id = @ClaimId
        """;
}
