using Caisse.ServiceDefaults;

namespace Caisse.Membership.Domain;

/// <summary>Where a household lives.</summary>
/// <param name="Street">Number and street.</param>
/// <param name="PostalCode">Postal code of any country.</param>
/// <param name="City">Town.</param>
/// <param name="District">Part of the town, as the caisse divides it; a grant may be for one only.</param>
sealed record Address(string Street, string PostalCode, string City, string? District = null)
{
    const int LongestPostalCode = 20;

    internal void CheckInto(Check check, string field)
    {
        check.Text(Street, $"{field}.street").Text(PostalCode, $"{field}.postalCode", LongestPostalCode)
            .Text(City, $"{field}.city");
        if (District is not null)
        {
            check.Text(District, $"{field}.district");
        }
    }
}
