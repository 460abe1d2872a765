using System.Text.RegularExpressions;

namespace Caisse.Architecture.Tests;

/// <summary>Knowledge of the MonA ledger that has one place.</summary>
public sealed partial class LedgerRules
{
    const string Guarantee = "services/wallet/Guaranteeing/";

    /// <summary>
    /// They say what kinds there are; post what others decided, and tell of what the guarantee moves; prove
    /// all accounts.
    /// </summary>
    static readonly string[] KnowTheGuaranteesAccount =
    [
        "services/wallet/CheckingLedger/CheckLedger.cs", "services/wallet/Domain/AccountKind.cs",
        "services/wallet/Posting/Ledger.cs",
    ];

    static readonly IReadOnlyList<SourceFile> Wallet =
        [.. Repository.Under("services/wallet/").Where(Repository.IsCode)];

    /// <summary>Who owes what the guarantee paid must agree with its account, to the cent.</summary>
    [Fact]
    public void Only_the_guarantee_writes_who_owes_it()
    {
        var writing = Wallet.Where(file => WritesDebt().IsMatch(file.Text)).ToList();

        Assert.Equal(
            ["household_debt", "point_of_sale_debt"],
            writing.SelectMany(file => WritesDebt().Matches(file.Text)).Select(match => match.Groups[1].Value)
                .Distinct().Order(StringComparer.Ordinal));
        Rule.NoneOf(writing.Where(IsNotGuarantee).Select(file => file.Path));
    }

    [Fact]
    public void Only_the_guarantee_moves_MonA_of_its_account()
    {
        var knowing = Wallet
            .Where(file => file.Text.Contains("AccountKind.Guarantee", StringComparison.Ordinal)).ToList();

        Assert.Contains(knowing, file => !IsNotGuarantee(file));
        Rule.NoneOf(knowing.Where(IsNotGuarantee).Select(file => file.Path).Except(KnowTheGuaranteesAccount));
    }

    /// <summary>
    /// A list of its own would miss the kind that is added next: <c>MovementKind</c> and <c>AccountKind</c>
    /// say what each counts as.
    /// </summary>
    [Fact]
    public void No_statement_has_a_list_of_kinds_of_its_own()
    {
        Assert.Contains(Wallet, file => file.Text.Contains("MovementKind.ListOf(", StringComparison.Ordinal));
        Rule.NoneOf(Wallet.LinesWhere(line => NamesKind().IsMatch(line)));
    }

    static bool IsNotGuarantee(SourceFile file) => !file.Path.StartsWith(Guarantee, StringComparison.Ordinal);

    [GeneratedRegex(@"\b(?:insert\s+into|update|delete\s+from)\s+(household_debt|point_of_sale_debt)\b")]
    private static partial Regex WritesDebt();

    [GeneratedRegex(@"\bkind\s*(=|<>|in|not in)\s*\(?\s*'")]
    private static partial Regex NamesKind();
}
