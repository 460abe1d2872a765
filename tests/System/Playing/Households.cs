using Caisse.Contracts;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>A household of the fund.</summary>
internal sealed record Household(Guid Id, IReadOnlyList<Guid> MemberIds);

internal sealed partial class Fund
{
    /// <summary>Enters a household into the register; the other services hear of it later.</summary>
    internal async Task<Household> EnrolAsync(Period from, params DateOnly[] births)
    {
        var enrolment = new
        {
            members = births.Select(birthDate => new { firstName = "Camille", lastName = "Martin", birthDate }),
            address = new { street = "1 rue de la Loge", postalCode = "34000", city = "Montpellier" },
            contact = new { email = "camille@example.org" },
            fromPeriod = from,
        };
        var enrolled = await Coordinator.PostOnceKnownAsync($"{Root}/households", enrolment);
        return new Household(
            enrolled.Id(), [.. enrolled.GetProperty("memberIds").EnumerateArray().Select(id => id.GetGuid())]);
    }

    /// <summary>Admits a household and waits until its wallet is open and its contributions can be recorded.</summary>
    internal async Task<Household> AdmitAsync(Period from, params DateOnly[] births)
    {
        var household = await EnrolAsync(from, births);
        await Coordinator.ReadUntilAsync($"{Root}/wallets/{household.Id}", _ => true);
        await Coordinator.ReadUntilAsync($"{Root}/households/{household.Id}/contributions", _ => true);
        return household;
    }

    /// <summary>A child is born, or someone moves in.</summary>
    internal async Task JoinAsync(Household household, DateOnly born, DateOnly joinedOn) => await Coordinator.PostAsync(
        $"{Root}/households/{household.Id}/members",
        new { firstName = "Louise", lastName = "Martin", birthDate = born, joinedOn });

    /// <summary>Issues a card; the id, and the token that is written on it.</summary>
    internal async Task<(Guid Id, string Token)> IssueCardAsync(Household household, string? pin = null)
    {
        var card = await Coordinator.PostAsync($"{Root}/cards", new { householdId = household.Id, pin });
        return (card.Id(), card.Text("token"));
    }
}
