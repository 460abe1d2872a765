using Caisse.Portal.Calling;

namespace Caisse.Portal.Showing;

/// <summary>What a decision is called.</summary>
static class DecisionWords
{
    /// <summary>
    /// As its body called it; the first one, by which a caisse was founded, in the reader's words.
    /// </summary>
    internal static string TitleOf(Decision decision) =>
        decision is { Number: 1, ProposalId: null } ? Words.Of("decision.founding") : decision.Title;
}
