using System.ComponentModel.DataAnnotations;
using Caisse.Contracts;
using Caisse.Contracts.Contributions;
using Caisse.Contributions.Accounting.Journaling;
using Caisse.Contributions.Contributing.KnowingHouseholds;
using Caisse.Contributions.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Contributing.Collecting;

/// <summary>The treasurer records a contribution that reached the fund.</summary>
static class RecordReceipt
{
    internal sealed record ReceiptRequest(
        Guid HouseholdId, Period Period,
        [property: Range(1, Check.LargestAmountCents)] long AmountCents,
        [property: Words(typeof(PaymentMethods), nameof(PaymentMethods.OfReceipts))] string Method,
        DateOnly ReceivedOn);

    internal sealed record Receipt(
        Guid Id, Guid HouseholdId, Period Period, long AmountCents, string Method, DateOnly ReceivedOn,
        long DueCents, long PaidCents, long ArrearsCents);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/receipts", HandleAsync)
            .Describe(nameof(RecordReceipt), "Record a contribution received by hand.")
            .Creates()
            .Allow(Grants.Treasurer);

    static async Task<Answer<Receipt>> HandleAsync(
        ReceiptRequest request, IdempotencyKey key, Caller caller, Database database,
        CancellationToken cancel)
    {
        var check = new Check()
            .Id(request.HouseholdId, "householdId")
            .Period(request.Period, "period")
            .PositiveCents(request.AmountCents, "amountCents")
            .OneOf(request.Method, PaymentMethods.OfReceipts, "method")
            .Day(request.ReceivedOn, "receivedOn");
        if (check.Problem is { } problem)
        {
            return problem;
        }
        return await key.OnceAsync(
            database, caller, request, work => ReceiveAsync(work, request, caller), cancel);
    }

    static async Task<Answer<Receipt>> ReceiveAsync(
        Work work, ReceiptRequest request, Caller caller)
    {
        if (NotInTheFuture.Check(request.ReceivedOn, work.Today) is { } tooEarly)
        {
            return tooEarly;
        }
        if (await work.FindHouseholdAsync(request.HouseholdId, caller) is null)
        {
            return Refusal.NotFound("household", request.HouseholdId);
        }
        await work.LockFundAsync();
        var receiptId = Guid.CreateVersion7();
        await work.ExecuteAsync(InsertReceipt, new
        {
            work.Caisse,
            receiptId,
            request.HouseholdId,
            request.Period,
            request.AmountCents,
            request.Method,
            request.ReceivedOn,
        });
        await work.PostAsync(Entry(request), "receipt", receiptId);
        await work.PublishAsync(new ContributionReceived(
            work.Caisse, receiptId, request.HouseholdId, request.Period, request.AmountCents, work.Now));
        await work.AuditAsync("receipt.recorded", receiptId, null, request);
        var (dueCents, paidCents) = await work.OneAsync<(long, long)>(
            ReadPeriod, new { work.Caisse, request.HouseholdId, request.Period });
        return new Answer<Receipt>
        {
            Value = new Receipt(
                receiptId, request.HouseholdId, request.Period, request.AmountCents, request.Method,
                request.ReceivedOn, dueCents, paidCents, ArrearsCents: Math.Max(dueCents - paidCents, 0)),
            Location = $"/v1/caisses/{work.Caisse}/households/{request.HouseholdId}/contributions",
        };
    }

    static JournalEntry Entry(ReceiptRequest request) => JournalEntry.Of(
        request.Method == PaymentMethods.Cash ? JournalEntry.CashJournal : JournalEntry.BankJournal,
        request.ReceivedOn, $"Cotisation {request.Period}, foyer {request.HouseholdId}",
        Movement.Debit(Accounts.OfMethod(request.Method), request.AmountCents),
        Movement.Credit(Accounts.Contributions, request.AmountCents));

    const string InsertReceipt =
        """
        insert into receipt (caisse_id, receipt_id, household_id, period, amount_cents, method, received_on)
        values (@Caisse, @receiptId, @HouseholdId, @Period, @AmountCents, @Method, @ReceivedOn)
        """;

    const string ReadPeriod =
        """
        select
            coalesce((select amount_cents from due
                where caisse_id = @Caisse and household_id = @HouseholdId and period = @Period), 0),
            coalesce((select sum(amount_cents) from receipt
                where caisse_id = @Caisse and household_id = @HouseholdId and period = @Period), 0)::bigint
        """;
}
