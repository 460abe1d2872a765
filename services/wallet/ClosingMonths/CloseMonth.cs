using Caisse.Contracts;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.ClosingMonths;

/// <summary>
/// Closes a month of the ledger that is over: chains a hash over its movements, for everyone to keep. It
/// covers all that no closing covers yet, up to the last movement of the month; positions decide, so that
/// nothing falls between two closings. Asking again gives the same closing.
/// </summary>
static class CloseMonth
{
    /// <summary>No fund is older, and a typing error must not look like a month.</summary>
    const int FirstYear = 2000;

    static readonly TimeSpan UnderWay = TimeSpan.FromSeconds(10);

    internal sealed record ClosingRequest(Period Period);

    internal static void Map(RouteGroupBuilder caisse) => caisse.MapPost("/ledger/closings", HandleAsync)
        .Describe(nameof(CloseMonth), "Close a month of the ledger that is over, and publish its digest.")
        .Allow(Grants.Treasurer);

    static async Task<Answer<ClosingAnswer>> HandleAsync(
        ClosingRequest request, Caller caller, KnownCaisse caisse, Database database,
        CancellationToken cancel)
    {
        var isMonth = request.Period.FirstDay.Year is >= FirstYear and < 9999;
        if (new Check().That(isMonth, "period", "must be a month such as 2026-12.").Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var answer = await CloseAsync(work, caisse, request.Period);
        await work.CommitAsync(cancel);
        return answer;
    }

    /// <summary>Closes a month, or says why not; the caller commits.</summary>
    internal static async Task<Answer<ClosingAnswer>> CloseAsync(Work work, KnownCaisse caisse, Period period)
    {
        if (!await work.OneAsync<bool>(TryLock, new { work.Caisse }))
        {
            return Refusal.Later("closing-under-way", "A month of this ledger is being closed.", UnderWay);
        }
        if (await work.FindAsync<ClosingAnswer>(Find, new { work.Caisse, period }) is { } closed)
        {
            return closed;
        }
        var open = await OpenMonth.ReadAsync(work, caisse);
        return ClosingOrder.WhyNot(caisse, period, open.Next, work.Now) is { } refusal
            ? refusal
            : await ChainAsync(work, period, open, await open.LastPositionAsync(work, caisse, period));
    }

    static async Task<Answer<ClosingAnswer>> ChainAsync(
        Work work, Period period, OpenMonth open, long toPosition)
    {
        var previous = open.Last?.Digest ?? LedgerChain.Start;
        var chain = new LedgerChain(work.Caisse, period.ToString(), previous);
        await foreach (var movement in ClosedMovements.ReadAsync(work, open.FromPosition, toPosition))
        {
            if (!movement.HasBothAccounts)
            {
                return Refusal.Conflict(
                    "ledger-not-sound", "A movement's account does not exist: see ledger/check.")
                    .With("transferId", movement.TransferId);
            }
            chain.Append(movement);
        }
        var closing = new
        {
            work.Caisse, period, open.FromPosition, toPosition, chain.Transfers, chain.AmountCents,
            IssuedCents = chain.IssuedCents + (open.Last?.IssuedCents ?? 0),
            SettledCents = chain.SettledCents + (open.Last?.SettledCents ?? 0),
            previous, chain.Digest, work.Now,
        };
        await work.ExecuteAsync(Insert, closing);
        await work.ExecuteAsync(WriteCheckpoint, closing);
        await work.AuditAsync("ledger.closed", period, null, new { chain.Digest });
        await work.PublishAsync(new LedgerClosed(
            work.Caisse, period, chain.Transfers, chain.AmountCents, previous, chain.Digest, work.Now));
        return new ClosingAnswer(
            period, chain.Transfers, chain.AmountCents, previous, chain.Digest, work.Now);
    }

    const string TryLock = "select pg_try_advisory_xact_lock(hashtextextended('closing ' || @Caisse, 0))";

    const string Find = $"{ClosingAnswer.Select} where caisse_id = @Caisse and period = @period";

    const string Insert =
        """
        insert into ledger_closing (caisse_id, period, from_position, to_position, transfers, amount_cents,
            issued_cents, settled_cents, previous_digest, digest, closed_at)
        values (@Caisse, @period, @FromPosition, @toPosition, @Transfers, @AmountCents,
            @IssuedCents, @SettledCents, @previous, @Digest, @Now)
        """;

    const string WriteCheckpoint =
        """
        insert into ledger_checkpoint (caisse_id, account_number, version, balance_cents)
        select distinct on (account_number) @Caisse, account_number, version, balance_cents
        from entry where caisse_id = @Caisse and position > @FromPosition and position <= @toPosition
        order by account_number, version desc
        on conflict (caisse_id, account_number)
        do update set version = excluded.version, balance_cents = excluded.balance_cents
        """;
}
