namespace Caisse.Governance.Domain;

/// <summary>The kinds of body a caisse may have.</summary>
static class BodyKinds
{
    internal const string CitizensCommittee = "citizens_committee";
    internal const string CooperationCollective = "cooperation_collective";

    internal static IReadOnlyList<string> All { get; } =
    [
        CitizensCommittee, CooperationCollective, "scientific_committee", "institutional_committee",
        "working_group", "buying_group_board",
    ];

    /// <summary>
    /// Only the citizens decide on the rules of their fund; any other body may decide on texts.
    /// </summary>
    internal static bool MayChangeRules(string kind) => kind == CitizensCommittee;
}

/// <summary>How a body decides.</summary>
static class DecisionModes
{
    internal const string Majority = "majority";
}
