namespace Caisse.Contracts.Governance;

/// <summary>The kinds of body a caisse may have.</summary>
public static class BodyKinds
{
    /// <summary>Drawn by lot among those who take part: it decides on the fund's rules.</summary>
    public const string CitizensCommittee = "citizens_committee";

    /// <summary>The organisations that carry the fund.</summary>
    public const string CooperationCollective = "cooperation_collective";

    /// <summary>Researchers.</summary>
    public const string ScientificCommittee = "scientific_committee";

    /// <summary>Towns, departments, the State, foundations.</summary>
    public const string InstitutionalCommittee = "institutional_committee";

    /// <summary>A working group.</summary>
    public const string WorkingGroup = "working_group";

    /// <summary>Whoever runs a buying group.</summary>
    public const string BuyingGroupBoard = "buying_group_board";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        CitizensCommittee, CooperationCollective, ScientificCommittee, InstitutionalCommittee, WorkingGroup,
        BuyingGroupBoard,
    ];

    /// <summary>
    /// Only the citizens decide on the rules of their fund; any other body may decide on texts.
    /// </summary>
    public static bool MayChangeRules(string kind) => kind == CitizensCommittee;
}
