namespace Caisse.Portal.Merchant;

// What the API answers to the people of a point of sale, as far as its pages show it.

public sealed record SignedIn(IReadOnlyList<MyCaisse> Caisses);

public sealed record MyCaisse(string Slug, IReadOnlyList<string> Grants, Guid? PointOfSaleId);

public sealed record ShopMovement(
    Guid Id, DateOnly Day, DateTimeOffset OccurredAt, string Kind, Guid PaymentId, long GrossCents,
    long RefundCents, long EurosCents);

public sealed record ShopStatement(
    string Name, DateOnly From, DateOnly To, IReadOnlyList<ShopMovement> Movements, long GrossCents,
    long RefundsCents, long NetCents, long EurosCents);

public sealed record Sale(
    Guid Id, long Number, DateOnly Day, DateTimeOffset PaidAt, string State, long MonaCents, long EurosCents,
    long RefundedCents, string Means, string Actor)
{
    internal long LeftCents => MonaCents - RefundedCents;
}

public sealed record Sales(IReadOnlyList<Sale> Items, string? Next);

public sealed record SaleRefund(Guid Id, long MonaCents, long EurosCents);

public sealed record ShopSettlement(
    Guid Id, DateOnly Until, DateTimeOffset IssuedAt, long GrossCents, long RefundsCents, long FeeCents,
    long NetCents);

public sealed record ShopSettlements(IReadOnlyList<ShopSettlement> Items, string? Next);

public sealed record Device(
    Guid Id, string Name, DateTimeOffset RegisteredAt, bool HasDeviceKey, DateTimeOffset? SeenAt,
    int WaitingCount, DateTimeOffset? WaitingSince, DateTimeOffset? EndedAt);

public sealed record Devices(IReadOnlyList<Device> Items, string? Next);

public sealed record LinkedDevice(Guid Id, string Name);

public sealed record EndedDevice(Guid Id, string Name);
