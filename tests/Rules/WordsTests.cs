using Caisse.Contracts.Governance;

namespace Caisse.Rules.Tests;

/// <summary>Rules in the words of people, in French and in English.</summary>
public sealed class WordsTests
{
    [Fact]
    public void Amounts_are_written_as_each_language_writes_them()
    {
        var sentence = Sentence.Of($"{Money.Mona(123_450)} et {Money.Euros(5)}", $"{Money.Mona(123_450)}, {Money.Euros(5)}");

        Assert.Equal("1 234,50 MonA et 0,05 €", Plain(sentence.French));
        Assert.Equal("1,234.50 MonA, €0.05", Plain(sentence.English));
    }

    [Fact]
    public void An_allocation_scheme_says_what_each_person_counts_for_and_its_bounds() => Assert.Equal(
        [
            "150,00 MonA par mois pour la première personne du foyer.", "75,00 MonA pour chaque personne de plus.",
            "Pour un enfant de moins de 14 ans : 40,00 MonA.", "Jamais plus de 300,00 MonA.",
            "Il faut avoir versé au moins 1,00 € pour le mois.",
        ],
        French(new SetAllocationScheme(
            15_000, 7500, 4000, 14, CapCents: 30_000, Requires: ContributionRequirement.Paid,
            MinimumContributionCents: 100)));

    [Theory]
    [InlineData(AllocationBasis.Flat, "60.00 MonA a month for every household, whatever its size.")]
    [InlineData(
        AllocationBasis.MeanOfContributions,
        "The same share for every household: all that was paid in the month, in equal parts.")]
    [InlineData(AllocationBasis.MultipleOfContribution, "150% of what the household pays.")]
    public void Each_basis_has_its_words(string basis, string said) => Assert.Equal(
        said, English(new SetAllocationScheme(6000, 0, Basis: basis, MultiplierPercent: 150))[0]);

    [Fact]
    public void Rates_go_from_the_whole_to_nothing() => Assert.Equal(
        [
            "In full in MonA: bread.", "70% in MonA and 30% in euros: groceries.", "Never in MonA: wine.",
            "Everything else is paid for in MonA in full.",
        ],
        English(SetCategoryRates.Example));

    [Theory]
    [InlineData(SetCarryOver.Cap, 1, "A household keeps up to 1 month of allocation; the rest expires.")]
    [InlineData(SetCarryOver.Expire, 6, "MonA expire after 6 months; the oldest are spent first.")]
    [InlineData(SetCarryOver.Keep, null, "MonA do not expire.")]
    public void Carry_over_says_what_is_kept(string mode, int? months, string said) =>
        Assert.Equal(said, English(new SetCarryOver(mode, months))[0]);

    [Fact]
    public void A_fee_is_said_by_what_is_left_of_a_hundred() => Assert.Equal(
        "1,5 % de frais. Pour 100 MonA encaissés, 98,50 € sont versés.",
        French(new SetSettlementTerms(150))[0]);

    [Fact]
    public void Voting_rules_say_share_quorum_and_hours_of_each_body() => Assert.Equal(
        [
            "Comité citoyen : adopté par 2/3 des votes, abstentions comprises.",
            "Au moins 60 % des sièges doivent voter.", "Un vote reste ouvert au moins 48 heures.",
            "Groupe de travail : adopté par plus de la moitié des voix pour et contre.",
            "Un vote ouvert garde les règles du jour de son ouverture.",
        ],
        French(new SetVotingRules(
        [
            .. SetVotingRules.Example.Bodies, new BodyVotingRule(BodyKinds.WorkingGroup),
        ])));

    [Fact]
    public void What_is_not_limited_is_not_said() => Assert.Equal(
        ["One purchase: 100.00 MonA at most.", "Without network, MonA cannot be used."],
        English(new SetPaymentRules(LargestPaymentCents: 10_000)));

    static IReadOnlyList<string> French(IEffect effect) =>
        [.. effect.InWords().Select(sentence => Plain(sentence.French))];

    static IReadOnlyList<string> English(IEffect effect) =>
        [.. effect.InWords().Select(sentence => Plain(sentence.English))];

    /// <summary>French sets thousands and units apart by spaces that do not break.</summary>
    static string Plain(string text) => text.Replace('\u00a0', ' ').Replace('\u202f', ' ');
}
