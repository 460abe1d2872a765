namespace Caisse.Sortition.Solving;

/// <summary>What is computed anew from the basis: factors, reduced costs, places at bounds, values.</summary>
sealed partial class LinearProgram
{
    const double PerturbationUnit = 1e-6;
    const double RestartGrowth = 10;

    double[] _trueCost = [];

    void Refresh()
    {
        if (_mustFactor) Factor();
        if (_mustFactor || _mustPrice) PriceAll();
        if (_mustFactor || _mustPrice || _mustPlace) Place();
        _mustFactor = _mustPrice = _mustPlace = false;
    }

    void Factor()
    {
        _factors = Rows <= MostRowsInverted ? _inverse : _sparse;
        while (true)
        {
            var columns = new SparseVector[Rows];
            for (var position = 0; position < Rows; position++)
                columns[position] = _columns[_basic[position]];
            var dependent = _factors.Factor(columns);
            if (dependent.Count == 0) return;
            foreach (var (position, row) in dependent)
            {
                var logical = _structural + row;
                _positionOf[_basic[position]] = -1;
                _basic[position] = logical;
                _positionOf[logical] = position;
                _weight[position] = 1;
            }
            _mustPrice = _mustPlace = true;
        }
    }

    void PriceAll()
    {
        for (var position = 0; position < Rows; position++) _rowWork[position] = _cost[_basic[position]];
        _factors.SolveRows(_rowWork, _multipliers);
        for (var variable = 0; variable < All; variable++)
        {
            _reduced[variable] = _positionOf[variable] >= 0
                ? 0 : _cost[variable] - _columns[variable].Dot(_multipliers);
        }
    }

    /// <summary>Puts every nonbasic variable at the bound that its reduced cost asks for.</summary>
    void Place()
    {
        Array.Clear(_rowWork, 0, Rows);
        for (var variable = 0; variable < All; variable++)
        {
            if (_positionOf[variable] >= 0) continue;
            var reduced = _reduced[variable];
            var isLower = reduced > Tolerance || (reduced >= -Tolerance
                && Math.Abs(_value[variable] - _lower[variable])
                    <= Math.Abs(_value[variable] - _upper[variable]));
            var value = _value[variable] = isLower ? _lower[variable] : _upper[variable];
            if (value != 0) _columns[variable].AddTo(_rowWork, -value);
        }
        _factors.SolveColumns(_rowWork, _direction);
        for (var position = 0; position < Rows; position++) _value[_basic[position]] = _direction[position];
    }

    /// <summary>
    /// Where many variables tie, the simplex may wander: costs that differ a little make every step count.
    /// The true costs come back before an optimum is announced.
    /// </summary>
    void Perturb(double size = 1)
    {
        _trueCost = [.. _cost];
        var largest = 0.0;
        for (var variable = 0; variable < _structural; variable++)
        {
            largest = Math.Max(largest, Math.Abs(_cost[variable]));
        }
        var unit = size * PerturbationUnit * (largest > 0 ? largest : 1);
        for (var variable = 0; variable < All; variable++)
        {
            if (_positionOf[variable] >= 0 || _lower[variable] == _upper[variable]) continue;
            var share = 0.5 + (Scatter.Of(variable) * 0.5);
            _cost[variable] += _value[variable] == _lower[variable] ? unit * share : -unit * share;
        }
        _isPerturbed = true;
        _mustPrice = true;
        Refresh();
    }

    /// <summary>
    /// From the rows' own variables again, with costs that differ more: where digits ran out on the way, the
    /// next way is another.
    /// </summary>
    void Restart(int times)
    {
        if (_isPerturbed) Array.Copy(_trueCost, _cost, All);
        for (var position = 0; position < Rows; position++) _positionOf[_basic[position]] = -1;
        for (var position = 0; position < Rows; position++)
        {
            _basic[position] = _structural + position;
            _positionOf[_structural + position] = position;
            _weight[position] = 1;
        }
        _mustFactor = true;
        Refresh();
        Perturb(Math.Pow(RestartGrowth, times));
    }

    void Unperturb()
    {
        Array.Copy(_trueCost, _cost, All);
        _isPerturbed = false;
        _mustPrice = true;
        Refresh();
    }
}
