using Caisse.Sortition.Evidence;
using Caisse.Sortition.Pools;
using Caisse.Sortition.Relaxing;

namespace Caisse.Sortition;

/// <summary>Several who withdraw at once are replaced by one draw.</summary>
/// <param name="Successors">Pseudonyms of those who come in, all of them together; empty when nobody fits.
/// </param>
/// <param name="Widened">Quotas of the panel that had to be widened for it, or would have to be.</param>
public sealed record JointReplacement(IReadOnlyList<string> Successors, IReadOnlyList<WidenedQuota> Widened)
{
    /// <summary>Numbered choices of successors; the value picks one.</summary>
    const int Choices = 1000;

    /// <summary>
    /// Draws successors among all who remain, given who stays: as many as withdrew, so that the panel keeps
    /// every quota. It follows from the evidence and from who withdrew, and nobody chooses anything.
    /// </summary>
    /// <param name="pool">With everybody's features.</param>
    /// <param name="staying">Who stays on the panel.</param>
    /// <param name="withdrawn">Who leaves it now.</param>
    /// <param name="gone">Who refused before, and is not asked again.</param>
    /// <param name="value">That drew the panel.</param>
    /// <param name="bundleHash">As published before.</param>
    /// <param name="mayWiden">Whether quotas are widened, as little as makes it possible, where nobody
    /// fits.</param>
    /// <param name="cancellation">Stops it.</param>
    public static JointReplacement Draw(
        Pool pool, IReadOnlyCollection<string> staying, IReadOnlyCollection<string> withdrawn,
        IReadOnlyCollection<string> gone, string value, string bundleHash, bool mayWiden,
        CancellationToken cancellation = default)
    {
        var places = pool.Persons.Index().ToDictionary(one => one.Item.Id, one => one.Index);
        var purpose = $"replacing together {string.Join(',', withdrawn.Order(StringComparer.Ordinal))}";
        int[] seated = [.. staying.Select(id => places[id])];
        int[] away = [.. withdrawn.Concat(gone).Select(id => places[id])];
        var left = Settlement.Replacements(pool, seated, away, withdrawn.Count, $"{bundleHash} {purpose}");
        var order = left with { Lottery = Choices };
        if (order.Errors().Any()) return new JointReplacement([], []);
        IReadOnlyList<WidenedQuota> widened = [];
        var lottery = PanelDraw.Compute(order, cancellation: cancellation);
        if (lottery is null
            && QuotaRelaxation.Find(order.Pool, order.Size, cancellation)?.Relaxed is { } relaxed)
        {
            widened = [.. pool.Quotas.Zip(order.Pool.Quotas)
                .Select(asked => WidenedQuota.Of(asked.First, asked.Second, relaxed.Single(one =>
                    one.Name == asked.First.Name)))
                .Where(one => one.Min < one.Asked.Min || one.Max > one.Asked.Max)];
            if (mayWiden)
            {
                order = order with { Pool = order.Pool with { Quotas = relaxed } };
                lottery = PanelDraw.Compute(order, cancellation: cancellation);
            }
        }
        if (lottery is null) return new JointReplacement([], widened);
        var number = PublicNumber.Below(value, bundleHash, lottery.Panels.Count, purpose);
        return new JointReplacement(
            [.. lottery.Panels[number].Select(person => order.Pool.Persons[person].Id)], widened);
    }
}

/// <summary>A quota of the whole panel, and how wide it must be for successors to fit.</summary>
public sealed record WidenedQuota(Quota Asked, int Min, int Max)
{
    /// <param name="asked">Of the panel.</param>
    /// <param name="left">What those who stay leave of it.</param>
    /// <param name="relaxed">That, widened.</param>
    internal static WidenedQuota Of(Quota asked, Quota left, Quota relaxed) => new(
        asked, asked.Min - (left.Min - relaxed.Min), asked.Max + (relaxed.Max - left.Max));
}
