namespace Caisse.Contributions.Domain;

/// <summary>
/// Accounts of the French general chart (plan comptable général, with regulation ANC 2018-06 for
/// associations) that the fund books on.
/// </summary>
static class Accounts
{
    /// <summary>Money at the bank: transfers, cards, cheques, grants, payments to points of sale.</summary>
    internal const string Bank = "512000";

    /// <summary>Notes and coins.</summary>
    internal const string Cash = "530000";

    /// <summary>
    /// Liability towards households: MonA they hold, or that points of sale took in and are not paid for yet.
    /// </summary>
    internal const string MonaInCirculation = "467100";

    /// <summary>
    /// Liability towards households: euros set aside for an allocation run that is not credited yet.
    /// </summary>
    internal const string MonaReserved = "467200";

    /// <summary>
    /// Claim on households and points of sale: MonA that the guarantee brought into circulation for them.
    /// </summary>
    internal const string OwedToGuarantee = "467300";

    /// <summary>Charge: what the fund allocates to households.</summary>
    internal const string Allocations = "657100";

    /// <summary>Income: fees kept when points of sale are reimbursed.</summary>
    internal const string Fees = "708000";

    /// <summary>Income: grants of public funders.</summary>
    internal const string PublicGrants = "740000";

    /// <summary>Income: grants of private funders.</summary>
    internal const string PrivateGrants = "754000";

    /// <summary>Income: contributions of households.</summary>
    internal const string Contributions = "756000";

    /// <summary>Income: MonA that expired unspent, a debt that lapsed.</summary>
    internal const string ExpiredMona = "758000";

    /// <summary>
    /// The account of a means by which euros arrive; only notes and coins do not pass through the bank.
    /// </summary>
    internal static string OfMethod(string method) => method == PaymentMethods.Cash ? Cash : Bank;
}
