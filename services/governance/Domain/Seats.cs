namespace Caisse.Governance.Domain;

/// <summary>The days on which a seat is held, both included.</summary>
readonly record struct Tenure(DateOnly First, DateOnly Last)
{
    internal bool Covers(DateOnly day) => First <= day && day <= Last;

    internal bool Overlaps(Tenure other) => First <= other.Last && other.First <= Last;
}

/// <summary>How full a body is.</summary>
static class Seats
{
    /// <summary>The most seats held on any one day of a period.</summary>
    internal static int MostHeld(IReadOnlyCollection<Tenure> held, Tenure during)
    {
        // The number only grows when someone begins, so those days and the period's first are enough.
        return held.Where(tenure => tenure.Overlaps(during))
            .Select(tenure => tenure.First < during.First ? during.First : tenure.First)
            .Distinct()
            .Select(day => held.Count(tenure => tenure.Covers(day)))
            .DefaultIfEmpty(0)
            .Max();
    }
}
