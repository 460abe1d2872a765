using System.Globalization;

namespace Caisse.Wallet.Domain;

/// <summary>
/// A movement as a closing covers it. Its canonical line is documented in the README and read by a verifier
/// that shares no code with this one: changing a byte of it needs a new <see cref="FormatVersion"/>.
/// </summary>
/// <param name="Position">Its place in the ledger.</param>
/// <param name="TransferId">Its id.</param>
/// <param name="Kind">allocation, payment, ...</param>
/// <param name="At">When, to the microsecond.</param>
/// <param name="AmountCents">MonA cents.</param>
/// <param name="DebitKind">Kind of the account it leaves, as closed months have always named it; null when
/// that does not exist.</param>
/// <param name="DebitAccount">The account it leaves; null when that does not exist.</param>
/// <param name="DebitVersion">That account's version after it.</param>
/// <param name="DebitBalanceCents">That account's balance after it.</param>
/// <param name="CreditKind">The same of the account it reaches.</param>
/// <param name="CreditAccount">The account it reaches; null when that does not exist.</param>
/// <param name="CreditVersion">That account's version after it.</param>
/// <param name="CreditBalanceCents">That account's balance after it.</param>
/// <param name="ReferenceId">The payment, run or settlement it belongs to.</param>
sealed record ClosedMovement(
    long Position, Guid TransferId, string Kind, DateTimeOffset At, long AmountCents,
    string? DebitKind, Guid? DebitAccount, long DebitVersion, long DebitBalanceCents,
    string? CreditKind, Guid? CreditAccount, long CreditVersion, long CreditBalanceCents, Guid ReferenceId)
{
    internal const int FormatVersion = 1;

    internal static string Header(string caisse, string period, string previousDigest) =>
        $"caisse-ledger-{FormatVersion};{caisse};{period};{previousDigest}\n";

    internal bool HasBothAccounts => DebitAccount is not null && CreditAccount is not null;

    internal bool Issues => MovementKind.Of(Kind).Counts == CountsAs.Issued;

    internal bool Settles => MovementKind.Of(Kind).Counts == CountsAs.Settled;

    internal string Line => string.Create(
        CultureInfo.InvariantCulture,
        $"{Position};{TransferId};{Kind};{At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'};{AmountCents};"
        + $"{DebitKind};{DebitAccount};{DebitVersion};{DebitBalanceCents};"
        + $"{CreditKind};{CreditAccount};{CreditVersion};{CreditBalanceCents};{ReferenceId}\n");
}
