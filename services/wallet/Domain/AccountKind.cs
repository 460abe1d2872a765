using System.Collections.Frozen;

namespace Caisse.Wallet.Domain;

/// <summary>A kind of account: what it is called, whose it is, and how people say it.</summary>
sealed class AccountKind
{
    internal static readonly AccountKind Household = new("household", new("Household", "Foyer"));

    internal static readonly AccountKind PointOfSale =
        new("point_of_sale", new("Point of sale", "Point de vente"));

    /// <summary>
    /// Holds the value of paper vouchers that the fund itself issued, until they are redeemed.
    /// </summary>
    internal static readonly AccountKind VoucherBatch =
        new("voucher_batch", new("Paper vouchers of the fund", "Bons papier de la caisse"));

    /// <summary>Minus what is in circulation.</summary>
    internal static readonly AccountKind Issuance =
        new("issuance", new("The fund: issue", "La caisse : émission")) { IsOfFund = true };

    internal static readonly AccountKind Expired =
        new("expired", new("The fund: expired MonA", "La caisse : MonA expirée")) { IsOfFund = true };

    internal static readonly AccountKind Guarantee =
        new("guarantee", new("The fund: guarantee", "La caisse : garantie")) { IsOfFund = true };

    internal static readonly AccountKind Correction =
        new("correction", new("The fund: corrections", "La caisse : corrections")) { IsOfFund = true };

    AccountKind(string name, Wording words) => (Name, Words) = (name, words);

    /// <summary>All of them, as the database's own list must have them.</summary>
    internal static IReadOnlyList<AccountKind> All { get; } =
        [Household, PointOfSale, VoucherBatch, Issuance, Expired, Guarantee, Correction];

    /// <summary>The fund's own, as SQL writes a list: a caisse has one account of each.</summary>
    internal static string OfFund { get; } =
        SqlText.ListOf(All.Where(kind => kind.IsOfFund), kind => kind.Name);

    static FrozenDictionary<string, AccountKind> ByName { get; } =
        All.ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>How the database and the API call it.</summary>
    internal string Name { get; }

    /// <summary>How a statement says it.</summary>
    internal Wording Words { get; }

    /// <summary>
    /// Whether it is one of the fund's own. Only those may go below zero; what all others hold is in
    /// circulation.
    /// </summary>
    internal bool IsOfFund { get; private init; }

    /// <summary>Its name as SQL writes a text.</summary>
    internal string Sql => SqlText.Of(Name);

    /// <summary>The kind of this name.</summary>
    /// <exception cref="InvalidOperationException">There is none: the database has another list.</exception>
    internal static AccountKind Of(string name) => ByName.GetValueOrDefault(name)
        ?? throw new InvalidOperationException($"There is no kind of account named {name}.");

    /// <inheritdoc />
    public override string ToString() => Name;
}
