using Caisse.Sortition.Evidence;
using static Caisse.Sortition.Verifying.DifferenceException;

namespace Caisse.Sortition.Verifying;

/// <summary>Checks what a file of this release says, against itself and what is opened of it.</summary>
sealed class EvidenceCheck(EvidenceFile file, Openings openings, List<string> said)
{
    internal void Check()
    {
        PoolCheck.Check(file.Pool);
        UnlessSame(file.PoolHash, CanonicalJson.Hash(file.Pool), "poolHash");
        var bundleHash = EvidenceFile.BundleHashOf(file.PoolHash, file.Order, file.Result);
        UnlessSame(file.BundleHash, bundleHash, "bundleHash");
        var pool = Open();
        CheckOrder();
        PanelsCheck.Check(pool, file.Order.Size, file.Result.Panels);
        CheckProbabilities();
        CheckProof(pool);
        CheckOutcome(pool);
    }

    /// <summary>The pool with what is opened, which must be what was sealed.</summary>
    EvidencePool Open()
    {
        var places = file.Pool.Persons.Index().ToDictionary(one => one.Item.Id, one => one.Item);
        var seen = new HashSet<string>();
        foreach (var (at, person) in openings.Persons.Index())
        {
            var isSealed = places.TryGetValue(person.Id, out var known) && known.Sealed is not null;
            Unless(
                isSealed && seen.Add(person.Id), $"openings.persons[{at}]",
                $"nobody is sealed as {person.Id}, or they are opened twice");
            Unless(
                known!.Sealed == CanonicalJson.Hash(person), $"openings.persons[{at}]",
                $"it is not what the commitment of {person.Id} commits to");
            Unless(
                person.Features.Length == file.Pool.Categories.Length, $"openings.persons[{at}]",
                "it has more or fewer features than there are categories");
        }
        var pool = Sealing.Open(file.Pool, openings);
        PoolCheck.CheckFeatures(pool);
        if (!pool.HasSealed) PoolCheck.CheckSealing(file.Pool, pool);
        var left = pool.Persons.Count(person => person.Sealed is not null);
        if (left > 0)
            said.Add($"{left} of {pool.Persons.Length} people are sealed: where a quota depends on them, "
                + "it was checked only as far as the others show.");
        return pool;
    }

    void CheckOrder()
    {
        var order = file.Order;
        Unless(
            order.Size >= 1 && order.Size <= file.Pool.Persons.Length, "order.size",
            $"{order.Size} persons cannot be drawn from {file.Pool.Persons.Length}");
        Unless(
            EvidenceOrder.Objectives.Contains(order.Objective), "order.objective",
            $"'{order.Objective}' is not known");
        Unless(order.Alternates >= 0, "order.alternates", $"{order.Alternates} is below 0");
        UnlessSame(file.Result.Panels.Length, order.Lottery, "result.panels");
    }

    void CheckProbabilities()
    {
        var result = file.Result;
        UnlessSame(result.Probabilities.Length, file.Pool.Persons.Length, "result.probabilities");
        FixedDecimal[] probabilities = [.. result.Probabilities.Select((text, at) =>
            At($"result.probabilities[{at}]", () => FixedDecimal.Parse(text)))];
        foreach (var (at, one) in probabilities.Index())
            Unless(
                one.Units.Sign >= 0 && one.Units <= FixedDecimal.One, $"result.probabilities[{at}]",
                "it is not from 0 to 1");
        var missing = (FixedDecimal.One * file.Order.Size)
            - probabilities.Aggregate(System.Numerics.BigInteger.Zero, (sum, one) => sum + one.Units);
        Unless(
            missing >= -probabilities.Length && missing <= probabilities.Length, "result.probabilities",
            $"they do not sum to {file.Order.Size}");
        said.Add(PanelsCheck.Compare(result.Panels, probabilities));
    }

    void CheckProof(EvidencePool pool)
    {
        var result = file.Result;
        Unless(
            (result.Proof is null) == (result.Sealed is not null) && (result.Sealed is not null)
            == file.Pool.HasSealed, "result.sealed", "a proof is sealed exactly when somebody is");
        if (openings.Proof is { } opened)
            UnlessSame(CanonicalJson.Hash(opened), result.Sealed, "openings.proof");
        var proof = result.Proof ?? openings.Proof?.Proof;
        if (proof is not null && !pool.HasSealed) new ProofCheck(file, pool, said).Check(proof);
        else said.Add("Why nothing is fairer is sealed: an auditor with the openings can check it.");
    }

    void CheckOutcome(EvidencePool pool)
    {
        if (file.Outcome is not { } outcome)
        {
            said.Add($"There is no outcome yet. The value is to come from: {file.Order.Source}");
            return;
        }
        OutcomeCheck.Check(pool, file.Result.Panels, file.Order.Alternates, file.BundleHash, outcome);
        said.Add($"Panel {outcome.Number:000} follows from the value '{outcome.Value}' "
            + $"({file.Order.Source}).");
        if (pool.HasSealed)
            said.Add("Whether alternates fit their seats can only be checked with the openings.");
    }
}
