using System.Collections.Frozen;

namespace Caisse.Wallet.Domain;

/// <summary>What a movement is to the fund's figures.</summary>
enum CountsAs
{
    /// <summary>It changes neither what was issued nor what a point of sale is reimbursed for.</summary>
    Nothing,

    /// <summary>MonA came into circulation, backed by euros.</summary>
    Issued,

    /// <summary>A point of sale took it in, and will be reimbursed for it.</summary>
    TakenIn,

    /// <summary>A point of sale gave it back, and will be reimbursed for that much less.</summary>
    GivenBack,

    /// <summary>It left circulation, and nobody is owed euros for it.</summary>
    Expired,

    /// <summary>It left circulation against euros.</summary>
    Settled,
}

/// <summary>
/// A kind of movement: what it is called, what it counts as, and how a statement says it. Settlement, check,
/// closing and statement read it here: a new kind is one entry, and the database's own list.
/// </summary>
sealed class MovementKind
{
    internal static readonly MovementKind Allocation =
        new("allocation", CountsAs.Issued, new("Allocation", "Dotation"));

    internal static readonly MovementKind Payment =
        new("payment", CountsAs.TakenIn, new("Purchase", "Achat"));

    internal static readonly MovementKind OfflinePayment = new(
        "offline_payment", CountsAs.TakenIn,
        new("Purchase, taken without network", "Achat, pris sans réseau"));

    internal static readonly MovementKind Voucher =
        new("voucher", CountsAs.TakenIn, new("Purchase with a voucher", "Achat avec un bon"));

    /// <summary>What the guarantee pays a point of sale in the household's place.</summary>
    internal static readonly MovementKind Shortfall = new(
        "shortfall", CountsAs.TakenIn, new("Purchase, paid by the fund", "Achat, payé par la caisse"));

    /// <summary>By this kind a settlement counts what left a point of sale, whomever it went to.</summary>
    internal static readonly MovementKind Refund =
        new("refund", CountsAs.GivenBack, new("Purchase given back", "Achat remboursé"));

    internal static readonly MovementKind Reimbursement = new(
        "reimbursement", CountsAs.Settled, new("Receipt reimbursed in euros", "Ticket remboursé en euros"));

    internal static readonly MovementKind Settlement =
        new("settlement", CountsAs.Settled, new("Reimbursed in euros", "Remboursé en euros"));

    internal static readonly MovementKind Expiry =
        new("expiry", CountsAs.Expired, new("Expired", "Expiration"));

    /// <summary>What the guarantee paid in someone's place comes back to it.</summary>
    internal static readonly MovementKind Recovery =
        new("recovery", CountsAs.Nothing, new("Paid back to the fund", "Rendu à la caisse"));

    internal static readonly MovementKind Correction =
        new("correction", CountsAs.Nothing, new("Correction: given", "Correction : ajout"))
        {
            Given = new("Correction: taken back", "Correction : reprise"),
        };

    internal static readonly MovementKind Split = new(
        "split", CountsAs.Nothing,
        new("Share of the household you left", "Part du foyer que vous avez quitté"))
    {
        Given = new("Share of those who left the household", "Part des personnes parties du foyer"),
    };

    internal static readonly MovementKind Merge = new(
        "merge", CountsAs.Nothing,
        new("Wallet of the household that joined yours", "Porte-monnaie du foyer qui a rejoint le vôtre"))
    {
        Given = new("To the household you joined", "Versé au foyer que vous avez rejoint"),
    };

    MovementKind(string name, CountsAs counts, Wording words) =>
        (Name, Counts, Received, Given) = (name, counts, words, words);

    /// <summary>All of them, as the database's own list must have them.</summary>
    internal static IReadOnlyList<MovementKind> All { get; } =
    [
        Allocation, Payment, Refund, Expiry, Settlement, Correction, OfflinePayment, Voucher, Shortfall,
        Recovery, Reimbursement, Split, Merge,
    ];

    static FrozenDictionary<string, MovementKind> ByName { get; } =
        All.ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>How the database, the API and closed months call it.</summary>
    internal string Name { get; }

    /// <summary>What it counts as.</summary>
    internal CountsAs Counts { get; }

    /// <summary>How the statement of the account says it that receives it.</summary>
    internal Wording Received { get; }

    /// <summary>How the statement of the account says it that it leaves.</summary>
    internal Wording Given { get; private init; }

    /// <summary>Its name as SQL writes a text.</summary>
    internal string Sql => SqlText.Of(Name);

    /// <summary>The kind of this name.</summary>
    /// <exception cref="InvalidOperationException">There is none: the database has another list.</exception>
    internal static MovementKind Of(string name) => ByName.GetValueOrDefault(name)
        ?? throw new InvalidOperationException($"There is no kind of movement named {name}.");

    /// <summary>The kinds that count as something, as SQL writes a list.</summary>
    internal static string ListOf(CountsAs what) =>
        SqlText.ListOf(All.Where(kind => kind.Counts == what), kind => kind.Name);

    /// <summary>How a statement says it.</summary>
    /// <param name="isReceived">Whether the account receives it.</param>
    internal Wording In(bool isReceived) => isReceived ? Received : Given;

    /// <inheritdoc />
    public override string ToString() => Name;
}
