namespace Caisse.Governance.Domain;

/// <summary>Where a proposal stands: a draft is opened to the vote once, and closed once.</summary>
static class ProposalStates
{
    internal const string Draft = "draft";
    internal const string Open = "open";
    internal const string Adopted = "adopted";
    internal const string Rejected = "rejected";

    internal static readonly string[] All = [Draft, Open, Adopted, Rejected];

    internal static bool IsClosed(string state) => state is Adopted or Rejected;
}
