namespace Caisse.Sortition.Solving;

/// <summary>The dual simplex: steepest edge, ratio test that moves past bounds as long as it pays.</summary>
sealed partial class LinearProgram
{
    const double SmallestWeight = 1e-4;
    const double LargestWeight = 1e12;

    readonly RatioQueue _queue = new();
    readonly List<int> _passed = [];

    /// <summary>
    /// Solves from the present basis; stops as soon as nothing above the cut-off is possible.
    /// </summary>
    internal Outcome Solve(double cutOff = double.NegativeInfinity)
    {
        Refresh();
        var (start, restarts) = (Iterations, 0);
        while (true)
        {
            if (Iterations - start > IterationsBeforeRestarting + (20L * All))
            {
                if (++restarts > MostRestarts) throw new UnsolvedException("The simplex does not end.");
                Restart(restarts);
                start = Iterations;
            }
            var leaving = ChooseLeaving();
            if (leaving < 0)
            {
                if (!_isPerturbed) return Outcome.Optimal;
                Unperturb();
                start = Iterations;
                continue;
            }
            if (!_isPerturbed && Objective <= cutOff) return Outcome.CutOff;
            if (!_isPerturbed && Iterations - start > IterationsBeforePerturbing + (2 * Rows))
            {
                // Values move with the costs: who must leave is asked anew.
                Perturb();
                continue;
            }
            if (!Step(leaving))
            {
                if (_factors.ChangesSince == 0) return Outcome.Infeasible;
                _mustFactor = true;
                Refresh();
                if (ChooseLeaving() == leaving && !Step(leaving)) return Outcome.Infeasible;
            }
        }
    }

    int ChooseLeaving()
    {
        var best = -1;
        var most = -1.0;
        for (var position = 0; position < Rows; position++)
        {
            var variable = _basic[position];
            var outside = Math.Max(_lower[variable] - _value[variable], _value[variable] - _upper[variable]);
            if (outside <= Tolerance) continue;
            var merit = outside * outside / _weight[position];
            if (merit > most)
            {
                most = merit;
                best = position;
            }
        }
        return best;
    }

    /// <summary>
    /// One change of basis; false when no variable can take the place of the one that must leave.
    /// </summary>
    bool Step(int leaving)
    {
        Iterations++;
        var variable = _basic[leaving];
        var isBelow = _value[variable] < _lower[variable];
        ComputeRow(leaving);
        var entering = ChooseEntering(variable, isBelow);
        if (entering < 0) return false;
        FlipPassed();
        Array.Clear(_rowWork, 0, Rows);
        _columns[entering].AddTo(_rowWork, 1);
        _factors.SolveColumns(_rowWork, _direction);
        var pivot = _direction[leaving];
        if (Math.Abs(pivot - _row[entering]) > 1e-7 * (1 + Math.Abs(pivot)) && _factors.ChangesSince > 0)
        {
            _mustFactor = true;
            Refresh();
            return true;
        }
        Exchange(leaving, entering, variable, isBelow, pivot);
        return true;
    }

    void Exchange(int leaving, int entering, int variable, bool isBelow, double pivot)
    {
        var dualStep = _reduced[entering] / _row[entering];
        for (var other = 0; other < All; other++)
        {
            if (_positionOf[other] < 0 && _row[other] != 0) _reduced[other] -= dualStep * _row[other];
        }
        _reduced[entering] = 0;
        _reduced[variable] = -dualStep;
        var bound = isBelow ? _lower[variable] : _upper[variable];
        var step = (_value[variable] - bound) / pivot;
        for (var position = 0; position < Rows; position++)
        {
            if (_direction[position] != 0) _value[_basic[position]] -= step * _direction[position];
        }
        _value[variable] = bound;
        _value[entering] += step;
        UpdateWeights(leaving, pivot);
        _factors.Replace(leaving, _direction);
        _basic[leaving] = entering;
        _positionOf[entering] = leaving;
        _positionOf[variable] = -1;
        if (_factors.IsWorn)
        {
            _mustFactor = true;
            Refresh();
        }
    }

    void UpdateWeights(int leaving, double pivot)
    {
        // The multipliers are the leaving row of the inverse; through the basis once more they give the inner
        // products that steepest edge weights need.
        Array.Copy(_multipliers, _rowWork, Rows);
        _factors.SolveColumns(_rowWork, _steepest);
        var weight = _weight[leaving];
        for (var position = 0; position < Rows; position++)
        {
            if (_direction[position] == 0 || position == leaving) continue;
            var ratio = _direction[position] / pivot;
            var next = _weight[position] + (ratio * ((ratio * weight) - (2 * _steepest[position])));
            _weight[position] = Math.Clamp(next, SmallestWeight, LargestWeight);
        }
        _weight[leaving] = Math.Clamp(weight / (pivot * pivot), SmallestWeight, LargestWeight);
    }

    /// <summary>The leaving row in terms of all nonbasic variables.</summary>
    void ComputeRow(int leaving)
    {
        Array.Clear(_rowWork, 0, Rows);
        _rowWork[leaving] = 1;
        _factors.SolveRows(_rowWork, _multipliers);
        Array.Clear(_row, 0, All);
        for (var row = 0; row < Rows; row++)
        {
            var multiplier = _multipliers[row];
            if (Math.Abs(multiplier) < 1e-14) continue;
            _rows[row].AddTo(_row, multiplier);
            _row[_structural + row] = -multiplier;
        }
    }

    /// <summary>
    /// Passes as many variables as can move to their other bound while that still leaves the leaving one
    /// outside; the next one enters. Answers -1 when all of them together do not suffice.
    /// </summary>
    int ChooseEntering(int leaving, bool isBelow)
    {
        _queue.Clear();
        for (var variable = 0; variable < All; variable++)
        {
            var slope = isBelow ? -_row[variable] : _row[variable];
            if (slope <= SmallestPivot && slope >= -SmallestPivot) continue;
            if (_positionOf[variable] >= 0 || _lower[variable] == _upper[variable]) continue;
            if (_value[variable] == _lower[variable] ? slope < 0 : slope > 0) continue;
            _queue.Add(variable, Math.Max(0, _reduced[variable] / slope), Math.Abs(slope));
        }
        _queue.Order();
        _passed.Clear();
        var missing = isBelow ? _lower[leaving] - _value[leaving] : _value[leaving] - _upper[leaving];
        while (missing > Tolerance / 2)
        {
            if (_queue.Count == 0) return -1;
            var variable = _queue.Take();
            _passed.Add(variable);
            missing -= Math.Abs(_row[variable]) * (_upper[variable] - _lower[variable]);
        }
        // A pivot too small to divide by is passed over for an earlier one: the dual only goes less far.
        var last = _passed.Count - 1;
        var chosen = last;
        while (chosen > 0 && Math.Abs(_row[_passed[chosen]]) < SafePivot) chosen--;
        if (Math.Abs(_row[_passed[chosen]]) < SafePivot) chosen = last;
        var entering = _passed[chosen];
        _passed.RemoveRange(chosen, _passed.Count - chosen);
        return entering;
    }

    /// <summary>Moves the variables that the ratio test passed to their other bound.</summary>
    void FlipPassed()
    {
        if (_passed.Count == 0) return;
        Array.Clear(_rowWork, 0, Rows);
        foreach (var variable in _passed)
        {
            var to = _value[variable] == _lower[variable] ? _upper[variable] : _lower[variable];
            _columns[variable].AddTo(_rowWork, to - _value[variable]);
            _value[variable] = to;
        }
        _factors.SolveColumns(_rowWork, _direction);
        for (var position = 0; position < Rows; position++)
        {
            _value[_basic[position]] -= _direction[position];
        }
    }
}
