namespace Caisse.ServiceDefaults;

/// <summary>
/// What a token may grant in a caisse: roles of people and tills, scopes of apps. Written
/// "montpellier:treasurer" in tokens.
/// </summary>
public static class Grants
{
    /// <summary>
    /// Runs the platform: founds caisses, names their first staff, replays failed messages.
    /// Sees no caisse's data.
    /// </summary>
    public const string Operator = "operator";

    /// <summary>Keeps the register, convenes, opens and closes votes.</summary>
    public const string Coordinator = "coordinator";

    /// <summary>Keeps the euros: collections, receipts, grants, allocation runs, settlements.</summary>
    public const string Treasurer = "treasurer";

    /// <summary>Visits and assesses points of sale.</summary>
    public const string Accreditor = "accreditor";

    /// <summary>A person of a household, committee members among them.</summary>
    public const string Member = "member";

    /// <summary>
    /// A person who may see and spend for households that named them: a guardian, a neighbour. Has no voice.
    /// </summary>
    public const string Delegate = "delegate";

    /// <summary>A person of a point of sale: its statement, its settlements, its tills.</summary>
    public const string Merchant = "merchant";

    /// <summary>A device of a point of sale.</summary>
    public const string Till = "till";

    /// <summary>Follows what its grant pays for.</summary>
    public const string Funder = "funder";

    /// <summary>App: reads the fund's figures and its ledger's proof.</summary>
    public const string ReadFund = "fund.read";

    /// <summary>App: reads wallets and their statements.</summary>
    public const string ReadWallets = "wallets.read";

    /// <summary>App: reads points of sale with their statements and settlements.</summary>
    public const string ReadMerchants = "merchants.read";

    /// <summary>Roles that staff can be given in a caisse.</summary>
    public static IReadOnlyList<string> StaffRoles { get; } =
        [Coordinator, Treasurer, Accreditor, Member, Delegate, Funder];

    /// <summary>Scopes that apps can be given in a caisse.</summary>
    public static IReadOnlyList<string> AppScopes { get; } = [ReadFund, ReadWallets, ReadMerchants];

    /// <summary>The caisse part of an operator's grant.</summary>
    public const string EveryCaisse = "*";
}
