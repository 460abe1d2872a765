using System.ComponentModel.DataAnnotations;
using Caisse.Contracts;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.OpeningWallets;
using Caisse.Wallet.Paying;
using Caisse.Wallet.Posting;
using Caisse.Wallet.Suspending;

namespace Caisse.Wallet.IssuingVouchers;

/// <summary>
/// Issues paper vouchers. Out of a wallet they hold their value there, so that no MonA is made; by the fund,
/// their euros are reserved first, and above an amount a second person says yes. The serials are answered to
/// whoever asked, to be printed, and not kept.
/// </summary>
static class IssueVouchers
{
    const int MostVouchers = 200;
    const int LongestLifeYears = 2;

    /// <param name="HouseholdId">Out of whose wallet; null: by the fund.</param>
    /// <param name="Count">How many, at most 200.</param>
    /// <param name="ValueCents">MonA cents each is worth.</param>
    /// <param name="ExpiresOn">The last day they can be redeemed.</param>
    internal sealed record VouchersRequest(
        Guid? HouseholdId, int Count, [property: Range(1, Check.LargestAmountCents)] long ValueCents,
        DateOnly ExpiresOn);

    internal sealed record PrintedVoucher(Guid Id, int Number, string Serial);

    internal sealed record IssuedVouchers(
        Guid Id, Guid? HouseholdId, string State, long ValueCents, DateOnly ExpiresOn,
        IReadOnlyList<PrintedVoucher> Vouchers);

    /// <summary>The answer without what is printed: this is what is kept.</summary>
    sealed record WrittenVouchers(NewVoucherBatch Batch, IReadOnlyList<Guid> VoucherIds);

    internal static void Map(RouteGroupBuilder caisse) => caisse.MapPost("/vouchers", HandleAsync)
        .Describe(nameof(IssueVouchers), "Issue paper vouchers; their serials are answered once.")
        .Creates()
        .Allow(Grants.Coordinator, Grants.Treasurer, Grants.Member, Grants.Delegate);

    static async Task<Answer<IssuedVouchers>> HandleAsync(
        VouchersRequest request, IdempotencyKey key, Caller caller, Database database, KnownCaisse caisse,
        VoucherSerials serials, TimeProvider clock, CancellationToken cancel)
    {
        var today = caisse.DayOf(clock.GetUtcNow());
        if (Examine(request, today).Problem is { } problem)
        {
            return problem;
        }
        var answer = await key.OnceAsync(
            database, caller, request, work => WriteAsync(work, request, caller, caisse, serials), cancel);
        return answer.Map(written => Print(written, serials));
    }

    static Check Examine(VouchersRequest request, DateOnly today) => new Check()
        .Id(request.HouseholdId ?? Guid.AllBitsSet, "householdId")
        .That(request.Count is >= 1 and <= MostVouchers, "count", $"must be from 1 to {MostVouchers}.")
        .PositiveCents(request.ValueCents, "valueCents")
        .That(
            request.Count is < 1 or > MostVouchers
            || request.ValueCents <= Check.LargestAmountCents / request.Count,
            "valueCents", $"must not be more than {Check.LargestAmountCents} cents in all.")
        .That(request.ExpiresOn >= today, "expiresOn", "must not be in the past.")
        .That(
            request.ExpiresOn <= today.AddYears(LongestLifeYears),
            "expiresOn", $"must be within {LongestLifeYears} years.");

    static async Task<Answer<WrittenVouchers>> WriteAsync(
        Work work, VouchersRequest request, Caller caller, KnownCaisse caisse, VoucherSerials serials)
    {
        var today = work.Today;
        var batch = new NewVoucherBatch(
            Guid.CreateVersion7(), request.HouseholdId, NewVoucherBatch.Issued, request.Count,
            request.ValueCents, request.ExpiresOn, caisse.StartOf(request.ExpiresOn.AddDays(1)),
            new Period(today));
        if (request.HouseholdId is { } householdId)
        {
            if (await HoldAsync(work, caller, caisse, householdId, batch) is { } refused)
            {
                return refused;
            }
        }
        else if (!caller.Has(Grants.Treasurer))
        {
            return new Refusal(
                StatusCodes.Status403Forbidden, "not-allowed",
                "Vouchers of the fund are for a treasurer to issue.");
        }
        else
        {
            var rules = await work.RuleOnAsync(today, SetPaymentRules.UntilDecided);
            batch = batch with
            {
                State = SecondPerson.IsNeeded(batch.TotalCents, rules)
                    ? SecondPerson.Awaited
                    : NewVoucherBatch.Reserving,
            };
        }
        var voucherIds = await batch.WriteAsync(work, serials);
        if (batch.State == NewVoucherBatch.Reserving)
        {
            await work.PublishAsync(new FundsReservationRequested(
                work.Caisse, batch.BatchId, batch.Period, batch.TotalCents, work.Now,
                Purpose: FundsPurposes.Vouchers));
        }
        return new Answer<WrittenVouchers>
        {
            Value = new WrittenVouchers(batch, voucherIds),
            Location = $"/v1/caisses/{work.Caisse}/voucher-batches/{batch.BatchId}",
        };
    }

    /// <summary>Sets the vouchers' value aside in the household's wallet; or says why not.</summary>
    static async Task<Refusal?> HoldAsync(
        Work work, Caller caller, KnownCaisse caisse, Guid householdId, NewVoucherBatch batch)
    {
        var isTheirs = caller.Has(Grants.Coordinator)
            ? await Households.ExistsAsync(work, householdId)
            : await Households.IsOfAsync(work, caller, householdId);
        var accounts = await Ledger.LockAsync(work, householdId);
        if (!isTheirs || await work.FindStandingAsync(householdId) is not { } standing)
        {
            return Refusal.NotFound("wallet", householdId);
        }
        if (standing.RefuseSpending(caisse.DayOf) is { } closed)
        {
            return closed;
        }
        var wallet = accounts[householdId];
        var missingCents = batch.TotalCents - wallet.AvailableCents;
        if (missingCents > 0)
        {
            return TillPayment.No(
                "insufficient-balance",
                $"balance {Cents.Text(wallet.AvailableCents)}, {Cents.Text(missingCents)} too little for "
                + $"{batch.Count} x {Cents.Text(batch.ValueCents)}",
                $"solde {Cents.FrenchText(wallet.AvailableCents)}, il manque "
                + $"{Cents.FrenchText(missingCents)} pour {batch.Count} x "
                + Cents.FrenchText(batch.ValueCents))
                .With("balanceCents", wallet.AvailableCents).With("missingCents", missingCents);
        }
        await Ledger.HoldAsync(work, wallet.Hold(batch.TotalCents));
        return null;
    }

    static IssuedVouchers Print(WrittenVouchers written, VoucherSerials serials) => new(
        written.Batch.BatchId, written.Batch.HouseholdId, written.Batch.State, written.Batch.ValueCents,
        written.Batch.ExpiresOn,
        [.. written.VoucherIds.Select((id, index) =>
            new PrintedVoucher(id, index + 1, serials.Of(written.Batch.BatchId, index + 1)))]);
}
