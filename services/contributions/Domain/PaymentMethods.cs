namespace Caisse.Contributions.Domain;

/// <summary>How euros reach the fund.</summary>
static class PaymentMethods
{
    internal const string Transfer = "transfer";
    internal const string Card = "card";
    internal const string Cash = "cash";
    internal const string Cheque = "cheque";
    internal const string SepaDirectDebit = "sepa_direct_debit";

    /// <summary>
    /// What a household may name in its pledge; of these, direct debit is not offered without mandates.
    /// </summary>
    internal static IReadOnlyList<string> OfPledges { get; } = [Transfer, Card, Cash, SepaDirectDebit];

    /// <summary>What a person records by hand.</summary>
    internal static IReadOnlyList<string> OfReceipts { get; } = [Transfer, Card, Cash, Cheque];
}
