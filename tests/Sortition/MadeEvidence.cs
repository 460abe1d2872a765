using System.Text;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Pools;

namespace Caisse.Sortition.Tests;

/// <summary>Evidence of the pools in data/, with few panels so that it is small.</summary>
static class MadeEvidence
{
    internal const string Salt = "salt";
    const int Panels = 50;

    /// <param name="set">In data/.</param>
    /// <param name="hasHouseholds">Whether one person per household holds.</param>
    /// <param name="size">Persons on a panel.</param>
    /// <param name="smallestGroup">Who is sealed; null: nobody.</param>
    /// <param name="objective">As the evidence names it.</param>
    internal static ComputedEvidence Draw(
        string set, bool hasHouseholds, int size, int? smallestGroup = null,
        string objective = EvidenceOrder.Leximin) =>
        Draw(Instances.Read(set, hasHouseholds), size, smallestGroup, Panels, objective);

    internal static ComputedEvidence Draw(
        Pool pool, int size, int? smallestGroup, int panels, string objective = EvidenceOrder.Leximin)
    {
        var whole = CanonicalJson.Read<EvidencePool>(PublicDraw.Freeze(pool, Salt, smallestGroup).Text);
        var order = new EvidenceOrder(size, objective, panels, "seed", 2, "three dice");
        return PublicDraw.Compute(whole, Salt, order, null, CancellationToken.None)!.Value.Computed;
    }

    /// <summary>With its outcome.</summary>
    internal static EvidenceFile Settle(this ComputedEvidence drawn, string value) => Settlement.Settle(
        drawn.Evidence, Sealing.Open(drawn.Evidence.Pool, drawn.Openings ?? Openings.None).ToPool(), value);

    /// <summary>A file that the release before wrote.</summary>
    internal static byte[] OfEarlierRelease(string set) => Encoding.UTF8.GetBytes(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "caisse-sortition-2", $"{set}.json")));
}
