using Caisse.Contracts;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Domain;

/// <summary>A person, as far as it decides whether they can be forgotten.</summary>
/// <param name="MemberId">The person.</param>
/// <param name="HouseholdId">Their household; null for a delegate or an applicant who is no member.</param>
/// <param name="LeftOn">Their last day with it, or null.</param>
/// <param name="LastPeriod">The household's last period, or null.</param>
/// <param name="Delegations">Households they see and spend for now.</param>
/// <param name="ErasedAt">When they were forgotten, or null.</param>
sealed record DataSubject(
    Guid MemberId, Guid? HouseholdId, DateOnly? LeftOn, Period? LastPeriod, int Delegations,
    DateTimeOffset? ErasedAt)
{
    /// <summary>
    /// Why they cannot be forgotten on a day, or null. What is left in the wallet of a household that
    /// departed is no reason: it expires by the rule that holds for every wallet, whoever its people were.
    /// </summary>
    internal Refusal? WhyNotErase(DateOnly today) =>
        IsMemberOn(today)
            ? Refusal.Conflict(
                "still-member",
                "This person belongs to a household of the fund. Record their departure, or their "
                + "household's; they can be forgotten when it has come.") with
            {
                DetailInFrench = "Cette personne appartient à un foyer de la caisse. Enregistrez son "
                    + "départ, ou celui de son foyer ; elle pourra être oubliée ensuite.",
            }
        : Delegations > 0
            ? (Refusal.Conflict(
                "still-delegate",
                $"This person sees and spends for {Delegations} household(s). End that first.") with
            {
                DetailInFrench =
                    $"Cette personne voit et dépense pour {Delegations} foyer(s). Mettez-y fin d'abord.",
            }).With("delegations", Delegations)
        : null;

    /// <summary>What is answered to whoever asks for the data of someone forgotten.</summary>
    internal Refusal IsErasedSince(DateTimeOffset erasedAt) => Refusal.Conflict(
        "erased", $"What was known about {MemberId} was erased on {erasedAt:yyyy-MM-dd}.")
        .With("erasedAt", erasedAt);

    bool IsMemberOn(DateOnly today) => HouseholdId is not null
        && (LeftOn is null || today <= LeftOn) && (LastPeriod is null || today <= LastPeriod.Value.LastDay);
}
