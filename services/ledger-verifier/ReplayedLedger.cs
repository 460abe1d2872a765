using System.Globalization;

namespace Caisse.LedgerVerifier;

/// <summary>
/// The accounts as the lines so far leave them: each line must follow from those before it.
/// </summary>
sealed class ReplayedLedger
{
    const int Fields = 14;

    static readonly string[] MayNotGoBelowZero = ["household", "point_of_sale", "voucher_batch"];

    readonly Dictionary<Guid, (string Kind, long Version, long BalanceCents)> accounts = [];
    readonly HashSet<Guid> transfers = [];
    long position;
    bool? knowsTheStart;

    /// <summary>
    /// From the first month on, every account starts empty; from a later one, as it is first seen.
    /// </summary>
    internal void Begin(ExportedMonth month) =>
        knowsTheStart ??= month.PreviousDigest == ExportedMonth.Start;

    /// <summary>Applies a line; its amount in cents.</summary>
    /// <exception cref="NotSoundException">It does not follow; says why.</exception>
    internal long Apply(string line)
    {
        var fields = line.Split(';');
        if (fields.Length != Fields)
        {
            throw new NotSoundException($"it has {fields.Length} fields, not {Fields}.");
        }
        var itsPosition = Number(fields[0], "position");
        if (itsPosition <= position)
        {
            throw new NotSoundException($"position {itsPosition} comes after {position}.");
        }
        position = itsPosition;
        if (!transfers.Add(Id(fields[1], "transfer")))
        {
            throw new NotSoundException($"transfer {fields[1]} was there before.");
        }
        var amountCents = Number(fields[4], "amount");
        if (amountCents <= 0 || fields[6] == fields[10])
        {
            throw new NotSoundException("it moves no positive amount from one account to another.");
        }
        Move(fields.AsSpan(5, 4), -amountCents);
        Move(fields.AsSpan(9, 4), amountCents);
        return amountCents;
    }

    void Move(ReadOnlySpan<string> leg, long cents)
    {
        var (kind, id) = (leg[0], Id(leg[1], "account"));
        var (version, balanceCents) = (Number(leg[2], "version"), Number(leg[3], "balance"));
        var before = accounts.TryGetValue(id, out var known) ? known
            : knowsTheStart == true ? (kind, 0, 0)
            : (Kind: kind, Version: version - 1, BalanceCents: balanceCents - cents);
        if (kind != before.Kind)
        {
            throw new NotSoundException($"account {id} was a {before.Kind} and is a {kind}.");
        }
        if (version != before.Version + 1)
        {
            throw new NotSoundException(
                $"account {id} goes from version {before.Version} to {version}: "
                + "a movement is missing or doubled.");
        }
        if (balanceCents != before.BalanceCents + cents)
        {
            throw new NotSoundException(
                $"account {id} had {before.BalanceCents}, moves {cents} and has {balanceCents}.");
        }
        if (balanceCents < 0 && MayNotGoBelowZero.Contains(kind))
        {
            throw new NotSoundException($"account {id}, a {kind}, has {balanceCents}.");
        }
        accounts[id] = (kind, version, balanceCents);
    }

    static long Number(string text, string what) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new NotSoundException($"\"{text}\" is not a {what}.");

    static Guid Id(string text, string what) =>
        Guid.TryParseExact(text, "D", out var id)
            ? id
            : throw new NotSoundException($"\"{text}\" is not the id of a {what}.");
}
