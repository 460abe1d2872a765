namespace Caisse.Sortition.Drawing;

/// <summary>
/// All panels that are, under the weights of a level, within a little of the heaviest. A lottery that reaches
/// the level holds the heaviest alone; so later levels need no search, and whatever a panel beside the list
/// gains there, it loses many times over when the level's weights count enough.
/// </summary>
sealed class ListedFace
{
    /// <summary>How much lighter than the heaviest a panel in the list is at most, as a part of it.</summary>
    static readonly double[] Parts = [1e-3, 1e-5];

    /// <summary>What multiplies more loses digits.</summary>
    const double MostFactor = 1e9;
    const double Margin = 1.01;
    const int MostPanels = 50_000;

    readonly double[] _weights;
    readonly double _heaviest;
    readonly double _room;

    ListedFace(IReadOnlyList<Panel> panels, double[] weights, double heaviest, double room) =>
        (Panels, _weights, _heaviest, _room) = (panels, weights, heaviest, room);

    internal IReadOnlyList<Panel> Panels { get; }

    /// <summary>The list; null where it would be too long.</summary>
    internal static ListedFace? Of(PanelSearch search, double[] weights, double heaviest, long mostSteps)
    {
        foreach (var part in Parts)
        {
            var room = part * heaviest;
            var listed = search.List(weights, heaviest - room, mostSteps / Parts.Length);
            if (listed is { Count: <= MostPanels })
                return new ListedFace(listed, [.. weights], heaviest, room);
        }
        return null;
    }

    /// <summary>
    /// The weights of a later level with so much of this one's that no panel beside the list is heavier than
    /// those in it, and what a panel weighs at most then; null where digits do not suffice.
    /// </summary>
    internal (double[] Weights, double Heaviest)? Prove(PanelSearch search, double[] weights, double heaviest)
    {
        var factor = Margin * Math.Max(0, search.Bound(weights) - heaviest) / _room;
        if (factor > MostFactor) return null;
        var both = weights.Select((weight, kind) => weight + (factor * _weights[kind])).ToArray();
        return (both, Panels.Max(panel => panel.Dot(both)));
    }
}
