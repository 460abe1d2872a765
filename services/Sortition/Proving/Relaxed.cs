using System.Globalization;
using System.Numerics;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Solving;
using Caisse.Sortition.Verifying;

namespace Caisse.Sortition.Proving;

/// <summary>
/// Finds multipliers by a linear program over kinds. It may be off by a digit: what the multipliers prove is
/// counted afterwards, exactly.
/// </summary>
/// <param name="arithmetic">Of the pool.</param>
/// <param name="penalty">What a seat too many or too few costs, so that there are multipliers also where
/// there is no panel; null where each program has panels.</param>
sealed class Relaxed
{
    const double WholeTolerance = 1e-7;

    /// <summary>How many kinds are compared before a tree branches, and how.</summary>
    const int Candidates = 12;
    const double Balance = 5;
    const double Tie = 1e-6;

    readonly ProofArithmetic _arithmetic;
    readonly LinearProgram _program;
    readonly int _kinds;

    internal Relaxed(ProofArithmetic arithmetic, double? penalty = null)
    {
        var (pool, kinds) = (arithmetic.Pool, arithmetic.Kinds);
        (_arithmetic, _kinds) = (arithmetic, kinds.All.Count);
        var quotas = pool.Quotas.Length;
        _program = new LinearProgram(_kinds + (penalty is null ? 0 : 2 * (1 + quotas)));
        for (var kind = 0; kind < _kinds; kind++) _program.SetBounds(kind, 0, kinds.All[kind].Most);
        Add(Enumerable.Range(0, _kinds), arithmetic.Size, arithmetic.Size);
        foreach (var (at, quota) in pool.Quotas.Index())
        {
            Add(
                Enumerable.Range(0, _kinds).Where(kind => kinds.QuotasOf[kind].Contains(at)), quota.Min,
                Math.Max(quota.Min, Math.Min(quota.Max, arithmetic.Size)));
        }
        foreach (var home in kinds.Homes.Where(home => home.Kinds.Length > 1))
            _program.AddRow(Row(home.Kinds), 0, home.Count);

        void Add(IEnumerable<int> members, int least, int most)
        {
            var row = Row(members);
            if (penalty is { } cost)
            {
                var missing = _kinds + (2 * _program.Rows);
                _program.SetBounds(missing, 0, 2.0 * arithmetic.Size);
                _program.SetBounds(missing + 1, 0, 2.0 * arithmetic.Size);
                _program.SetObjective(missing, -cost);
                _program.SetObjective(missing + 1, -cost);
                row.Add(missing, 1);
                row.Add(missing + 1, -1);
            }
            _program.AddRow(row, least, most);
        }
    }

    static SparseVector Row(IEnumerable<int> members)
    {
        var row = new SparseVector();
        foreach (var member in members) row.Add(member, 1);
        return row;
    }

    /// <summary>What persons weigh from now on, in units; a factor makes them of the order of one.</summary>
    internal void Weigh(BigInteger[] weights, double factor)
    {
        (Weights, Factor) = (weights, factor);
        for (var kind = 0; kind < _kinds; kind++)
            _program.SetObjective(kind, new FixedDecimal(weights[kind]).ToDouble() * factor);
    }

    BigInteger[] Weights { get; set; } = [];

    double Factor { get; set; }

    internal void Limit(int kind, int least, int most) => _program.SetBounds(kind, least, most);

    /// <summary>Whether there are such panels, as far as the program knows.</summary>
    internal bool TrySolve() => _program.Solve() == Outcome.Optimal;

    /// <summary>
    /// The kind to go down and up from: of those farthest from a whole, the one where both sides lose most,
    /// so that a tree is short; -1 when all is whole.
    /// </summary>
    internal int MostTelling()
    {
        var (most, best) = (double.NegativeInfinity, -1);
        var divided = Enumerable.Range(0, _kinds)
            .Where(kind => _program.IsBasic(kind) && FromWhole(kind) > WholeTolerance);
        foreach (var kind in divided.OrderByDescending(FromWhole).Take(Candidates))
        {
            var (down, up) = _program.LossesOf(kind);
            var score = (Balance * Math.Min(down, up)) + Math.Max(down, up) + (Tie * FromWhole(kind));
            if (score > most) (most, best) = (score, kind);
        }
        return best;

        double FromWhole(int kind) => Math.Abs(_program.Value(kind) - Math.Round(_program.Value(kind)));
    }

    internal int WholePart(int kind) => (int)Math.Floor(_program.Value(kind));

    /// <summary>The multipliers, short, and the most that they let a panel weigh, exactly.</summary>
    internal (ProofStep Step, BigInteger? Bound) Multipliers(int[] least, int[] most, int decimals)
    {
        var ofSize = Short(0);
        BigInteger[] ofQuotas = [.. _arithmetic.Pool.Quotas.Select((_, at) => Short(1 + at))];
        var named = ofQuotas.Index().Where(one => !one.Item.IsZero).ToDictionary(
            one => one.Index.ToString(CultureInfo.InvariantCulture),
            one => new FixedDecimal(one.Item).ToString());
        return (
            new ProofStep(new FixedDecimal(ofSize).ToString(), named),
            _arithmetic.Bound(Weights, ofSize, ofQuotas, least, most));

        BigInteger Short(int row) => FixedDecimal.Round(_program.Price(row) / Factor, decimals).Units;
    }
}
