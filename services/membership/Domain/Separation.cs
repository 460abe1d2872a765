using Caisse.Contracts;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Domain;

/// <summary>Some people leave a household on a day to form one of their own.</summary>
/// <param name="People">How many people the household had until then.</param>
/// <param name="FromPeriod">
/// First period of the new household: that of the day, so that nobody is missing until the next. In a period
/// that began before the day, those who left are counted where they lived on its first day.
/// </param>
sealed record Separation(int People, Period FromPeriod)
{
    /// <summary>Decides whether they can.</summary>
    /// <param name="household">The household that they leave.</param>
    /// <param name="stays">Everybody whom the register has in it, those who left earlier too.</param>
    /// <param name="leaving">Who leaves.</param>
    /// <param name="on">First day on which they live apart.</param>
    internal static (Separation? Decided, Refusal? Problem) Decide(
        Household household, IReadOnlyCollection<Stay> stays, IReadOnlyCollection<Guid> leaving, DateOnly on)
    {
        if (household.LastPeriod is { } last)
        {
            return (null, Household.HasDeparted(last));
        }
        foreach (var memberId in leaving)
        {
            if (stays.FirstOrDefault(stay => stay.MemberId == memberId) is not { } stay)
            {
                return (null, Refusal.NotFound("member", memberId));
            }
            if (Household.WhyNotLeave(stay, on.AddDays(-1)) is { } refusal)
            {
                return (null, refusal.With("memberId", memberId));
            }
        }
        var people = stays.Count(stay => stay.LeftOn is null);
        var from = new Period(on);
        return people == leaving.Count
            ? (null, NobodyStays(people))
            : (new Separation(people, from > household.FromPeriod ? from : household.FromPeriod), null);
    }

    static Refusal NobodyStays(int people) => (Refusal.Conflict(
        "nobody-stays",
        $"All {people} of the household would leave it. Somebody stays, or they change their address.") with
    {
        DetailInFrench = $"Les {people} personnes du foyer le quitteraient toutes. Quelqu'un y reste, ou "
            + "bien le foyer change d'adresse.",
    }).With("people", people);
}
