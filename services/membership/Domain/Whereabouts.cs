namespace Caisse.Membership.Domain;

/// <summary>What of a household's address and contact tells where one person is found.</summary>
/// <param name="Street">Number and street.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="Phone">Telephone number.</param>
sealed record Whereabouts(string Street, string? Email, string? Phone)
{
    internal static Whereabouts Erased { get; } = new(PersonName.ErasedText, null, null);

    internal static Whereabouts Of(Address address, Contact contact) =>
        new(address.Street, contact.Email, contact.Phone);

    internal Address In(string postalCode, string city, string? district) =>
        new(Street, postalCode, city, district);

    internal Contact Contact => new(Email, Phone);
}
