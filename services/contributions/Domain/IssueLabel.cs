using Caisse.Contracts;
using Caisse.Contracts.Wallet;

namespace Caisse.Contributions.Domain;

/// <summary>What MonA is issued for, as the journal says it.</summary>
static class IssueLabel
{
    /// <summary>"Bons papier 2026-12, fonds réservés".</summary>
    internal static string Reserved(string? purpose, Period period) =>
        $"{InWords(purpose)} {period}, fonds réservés";

    /// <summary>"Dotation 2026-12, MonA émise".</summary>
    internal static string Issued(string? purpose, Period period) =>
        $"{InWords(purpose)} {period}, MonA émise";

    /// <summary>What was asked for before its purpose was said could be any of them.</summary>
    static string InWords(string? purpose) => purpose switch
    {
        FundsPurposes.Allocation => "Dotation",
        FundsPurposes.Supplement => "Complément de dotation",
        FundsPurposes.Vouchers => "Bons papier",
        null => "Émission",
        _ => throw new InvalidOperationException(
            $"The journal has no words for MonA issued for \"{purpose}\"."),
    };
}
