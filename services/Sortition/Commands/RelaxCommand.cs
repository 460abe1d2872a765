using Caisse.Sortition.Pools;
using Caisse.Sortition.Relaxing;

namespace Caisse.Sortition.Commands;

/// <summary>
/// Says which quotas cannot be satisfied together, and the smallest widening that makes a panel possible.
/// </summary>
static class RelaxCommand
{
    internal static int Run(string[] rest, TextWriter output, CancellationToken cancellation)
    {
        var arguments = new Arguments(rest, 2, "--size", "--id-column");
        var pool = PoolFiles.Read(arguments);
        var size = arguments.Number("--size");
        if (new DrawOrder(pool, size, "").Errors().ToArray() is [_, ..] wrong)
            throw new BadInputException(wrong);
        return Advise(pool, size, output, cancellation);
    }

    internal static int Advise(Pool pool, int size, TextWriter output, CancellationToken cancellation)
    {
        if (QuotaRelaxation.Find(pool, size, cancellation) is not { } advice)
        {
            output.WriteLine("A panel satisfies the quotas: nothing needs to be relaxed.");
            return CommandLine.Done;
        }
        output.WriteLine($"No panel of {size} satisfies the quotas. These cannot be satisfied together:");
        if (advice.Conflict.Count == 0)
            output.WriteLine("  one person per household, and the size of the panel");
        foreach (var quota in advice.Conflict) output.WriteLine($"  {Text(quota)}");
        if (advice.Relaxed is null)
            output.WriteLine("Nothing within what may be relaxed makes a panel possible.");
        else output.WriteLine("The smallest relaxation:");
        foreach (var quota in advice.Relaxed?.Except(pool.Quotas) ?? [])
        {
            var asked = pool.Quotas.Single(one =>
                one.Category == quota.Category && one.Feature == quota.Feature);
            output.WriteLine($"  {Text(asked)}, becomes {quota.Min} to {quota.Max}");
        }
        return CommandLine.Infeasible;
    }

    static string Text(Quota quota) => $"{quota.Name}: {quota.Min} to {quota.Max}";
}
