namespace Caisse.MerchantNetwork.Directory.Finding;

/// <summary>Where a point of sale is.</summary>
/// <param name="Street">Number and street.</param>
/// <param name="PostalCode">Postal code.</param>
/// <param name="City">Town.</param>
/// <param name="Latitude">Degrees north, WGS 84.</param>
/// <param name="Longitude">Degrees east, WGS 84.</param>
sealed record Place(string Street, string PostalCode, string City, double Latitude, double Longitude);

/// <summary>A point of sale. The IBAN is whole for a treasurer only.</summary>
sealed record PointOfSaleAnswer(
    Guid Id, string Name, string Kind, Place Place, string? Hours, IReadOnlyList<string> Categories,
    string State, string LegalName, string LegalIdentifier, string Iban, DateTime AppliedAt);
