namespace Caisse.Wallet.Tests.Trials;

/// <summary>What a caller knows of what became of a call.</summary>
enum Outcome
{
    /// <summary>Sent; no answer yet.</summary>
    Invoked,

    /// <summary>Answered: done, or read.</summary>
    Ok,

    /// <summary>Answered: a named no.</summary>
    Refused,

    /// <summary>The answer never came, or was "try again": done or not, nobody can tell.</summary>
    Unknown,
}

/// <summary>One call of one caller.</summary>
/// <param name="Caller">Who called.</param>
/// <param name="Shop">At whose till.</param>
/// <param name="Ask">What was asked.</param>
/// <param name="Key">Its Idempotency-Key; a repeated call has the key of the first.</param>
/// <param name="At">When it happens, as the request told.</param>
/// <param name="InvokedAt">Timestamp of this process when it was sent.</param>
/// <param name="AnsweredAt">Timestamp when its answer had been read; the largest when none came.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Answer">What was answered, in the words of <see cref="Answered"/>.</param>
/// <param name="Id">The id of what it created, as answered.</param>
sealed record Call(
    int Caller, Guid Shop, Ask Ask, string Key, DateTimeOffset At, long InvokedAt,
    long AnsweredAt = long.MaxValue, Outcome Outcome = Outcome.Invoked, string Answer = "", Guid Id = default)
{
    public override string ToString() =>
        $"caller {Caller} asked {Ask} under {Key} [{InvokedAt}..{AnsweredAt}] {Outcome}: {Answer}";
}

/// <summary>A request that was decided, in the order in which the ledger's lock was held.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Id">The id of what was created; empty when nothing was.</param>
/// <param name="Answer">The answer that is kept, in the words of <see cref="Answered"/>.</param>
sealed record Decided(string Key, Guid Id, string Answer);

/// <summary>A movement, in the order of positions; accounts by number.</summary>
sealed record Moved(
    string Kind, Guid Reference, long Debit, long Credit, long AmountCents, long DebitVersion,
    long DebitBalanceCents, long CreditVersion, long CreditBalanceCents);

/// <summary>All that was asked and answered, and what the database says was decided and moved.</summary>
sealed record History(
    IReadOnlyList<Call> Calls, IReadOnlyList<Decided> Order, IReadOnlyList<Moved> Movements);
