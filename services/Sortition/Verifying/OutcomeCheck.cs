using Caisse.Sortition.Evidence;
using static Caisse.Sortition.Verifying.DifferenceException;

namespace Caisse.Sortition.Verifying;

/// <summary>Whether an outcome follows from the bundle and the value from outside.</summary>
static class OutcomeCheck
{
    internal static void Check(
        EvidencePool pool, int[][] panels, int alternates, string bundleHash, EvidenceOutcome outcome)
    {
        UnlessSame(
            outcome.Number, PublicNumber.Below(outcome.Value, bundleHash, panels.Length), "outcome.number");
        string[] seats = [.. panels[outcome.Number].Select(person => pool.Persons[person].Id)];
        UnlessSame(outcome.Panel.Length, seats.Length, "outcome.panel");
        for (var seat = 0; seat < seats.Length; seat++)
            UnlessSame(outcome.Panel[seat], seats[seat], $"outcome.panel[{seat}]");
        Unless(
            outcome.Alternates.Keys.ToHashSet().SetEquals(seats), "outcome.alternates",
            "they are not of the seats of the panel");
        if (pool.HasSealed) CheckNames(pool, alternates, outcome);
        else
        {
            var computed = Settlement.Outcome(pool.ToPool(), panels, alternates, bundleHash, outcome.Value);
            foreach (var seat in seats)
                CheckSeat($"outcome.alternates.{seat}", outcome.Alternates[seat], computed.Alternates[seat]);
        }
    }

    static void CheckSeat(string path, string[] inFile, string[] computed)
    {
        UnlessSame(inFile.Length, computed.Length, path);
        for (var at = 0; at < computed.Length; at++) UnlessSame(inFile[at], computed[at], $"{path}[{at}]");
    }

    /// <summary>What can be said without features.</summary>
    static void CheckNames(EvidencePool pool, int alternates, EvidenceOutcome outcome)
    {
        var others = pool.Persons.Select(person => person.Id).Except(outcome.Panel).ToHashSet();
        foreach (var (seat, names) in outcome.Alternates)
            Unless(
                names.Length <= alternates && names.Distinct().Count() == names.Length
                && names.All(others.Contains), $"outcome.alternates.{seat}",
                "somebody is there twice, has a seat, or is not in the pool");
    }
}
