using System.Globalization;
using Caisse.Membership.Domain;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Campaigning;

/// <summary>Somebody who may be drawn, as the register or their application knows them now.</summary>
/// <param name="PersonId">The person.</param>
/// <param name="Registered">What quotas may speak of.</param>
/// <param name="AddressKey">The same for whoever lives at the same address, and for nobody else.</param>
sealed record EligiblePerson(Guid PersonId, RegisteredFeatures Registered, string AddressKey);

/// <summary>What campaigns know of people, when they volunteer and when the pool is frozen.</summary>
static class ReadEligible
{
    /// <summary>Those of them who are in the fund, or ask to join it.</summary>
    internal static async Task<IReadOnlyList<EligiblePerson>> ReadEligibleAsync(
        this Work work, PersonalData personal, SearchDigests digests, DateOnly today, Guid[] personIds)
    {
        var rows = await work.ListAsync<PersonRow>(Read, new { work.Caisse, personIds });
        var homes = await personal.ReadAsync<Whereabouts>(work, rows.Select(row => row.HomeId).Distinct());
        return [.. rows.Select(row => new EligiblePerson(
            row.PersonId,
            new RegisteredFeatures(
                Composition.AgeOn(today, row.BirthDate), row.District, row.IncomeBracket),
            homes.TryGetValue(row.HomeId, out var home)
                ? digests.OfAddress(work.Caisse, home.In(row.PostalCode, row.City, row.District))
                    .ToString("x16", CultureInfo.InvariantCulture)
                : row.HomeId.ToString("N")))];
    }

    sealed record PersonRow(
        Guid PersonId, DateOnly BirthDate, Guid HomeId, string PostalCode, string City, string? District,
        string? IncomeBracket);

    const string Read =
        """
        select person_id, birth_date, home_id, postal_code, city, district, income_bracket
        from eligible_person where caisse_id = @Caisse and person_id = any(@personIds)
        order by person_id
        """;
}
