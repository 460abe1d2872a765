namespace Caisse.Sortition.Drawing;

/// <summary>The levels of a lottery from panels alone, and the proof of every level by itself.</summary>
sealed partial class FairLottery
{
    Distribution FromPanelsAlone(Objective objective)
    {
        var (distribution, levels) = new LevelByLevel(
            _rules, _search, _coverage.IsCovered, [.. _coverage.Panels, .. _mixture.Panels], Guide())
            .Compute(objective, _progress);
        _levels = levels;
        return Certified(distribution, objective);
    }

    /// <summary>What proves the relaxation's first level, as much as all together weigh one.</summary>
    double[]? Guide()
    {
        if (_levels.Count == 0) return null;
        var weights = _levels[0].Weights;
        var sum = weights.Select((weight, kind) => weight * _rules.Persons[kind]).Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    Distribution Certified(Distribution distribution, Objective objective) =>
        distribution with { Levels = Certify(distribution, objective) };

    List<KindCertificate> Certify(Distribution distribution, Objective objective)
    {
        var certificates = new List<KindCertificate>();
        var isFixed = _coverage.IsCovered.Select(covered => !covered).ToArray();
        foreach (var level in objective == Objective.Maximin ? _levels[..1] : _levels)
        {
            var certificate = Certification.Certify(
                _rules, _search, level, isFixed, distribution.Probabilities, distribution.Panels);
            certificates.Add(certificate);
            foreach (var kind in level.Kinds) isFixed[kind] = true;
            _progress?.Report(new DrawProgress(
                certificates.Count, _levels.Count, certificate.Bound, certificate.Gap,
                _mixture.Panels.Count));
        }
        return certificates;
    }
}
