namespace Caisse.Sortition.Solving;

/// <summary>
/// What an optimum says about whole values without solving again. Every row here has whole coefficients, so
/// that in a whole solution rows' activities are whole too.
/// </summary>
sealed partial class LinearProgram
{
    const double Negligible = 1e-11;

    /// <summary>
    /// The least that the objective loses when a basic variable, between two whole values, goes down to the
    /// one or up to the other: some other variable must move by a whole unit at least.
    /// </summary>
    internal (double Down, double Up) LossesOf(int variable)
    {
        ComputeRow(_positionOf[variable]);
        var part = _value[variable] - Math.Floor(_value[variable]);
        var (down, up) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var other = 0; other < All; other++)
        {
            var slope = _row[other];
            if (slope <= Negligible && slope >= -Negligible) continue;
            if (_positionOf[other] >= 0 || _lower[other] == _upper[other]) continue;
            // From its lower bound a variable can only rise: the basic one falls by the slope.
            var falls = _value[other] == _lower[other] ? slope > 0 : slope < 0;
            var reduced = Math.Abs(_reduced[other]);
            var size = Math.Abs(slope);
            if (falls) down = Math.Min(down, Math.Max(reduced, reduced * part / size));
            else up = Math.Min(up, Math.Max(reduced, reduced * (1 - part) / size));
        }
        return (down, up);
    }

    /// <summary>How far a variable can move from its bound before the objective loses this much.</summary>
    internal double Room(int variable, double loss)
    {
        var reduced = Math.Abs(_reduced[variable]);
        return reduced * (_upper[variable] - _lower[variable]) <= loss
            ? double.PositiveInfinity : loss / reduced;
    }
}
