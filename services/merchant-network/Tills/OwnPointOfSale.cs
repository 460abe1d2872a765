using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Tills;

/// <summary>
/// People of a point of sale see and do what is their own place's; staff, what is anybody's.
/// </summary>
static class OwnPointOfSale
{
    /// <summary>Whether the caisse has such a point of sale.</summary>
    internal const string Exists =
        """
        select exists (
            select from point_of_sale where caisse_id = @Caisse and point_of_sale_id = @pointOfSaleId)
        """;

    /// <summary>Why the caller may not, or null.</summary>
    internal static Refusal? RefuseUnless(Caller caller, Guid pointOfSaleId, params string[] staff) =>
        staff.Any(caller.Has) || (caller.Has(Grants.Merchant) && caller.PointOfSaleId == pointOfSaleId)
            ? null
            : new Refusal(
                StatusCodes.Status403Forbidden, "not-your-point-of-sale", "This is another point of sale.")
            {
                DetailInFrench = "C'est un autre point de vente.",
            };
}
