using System.Text.Json;
using Caisse.Portal.Calling;

namespace Caisse.Portal.Member;

// What the API answers about a household's wallet, as far as its pages show it.

public sealed record OwnWallet(Guid HouseholdId, string As);

public sealed record Wallet(
    Guid HouseholdId, string State, DateTimeOffset? StateSince, string? StateReason, long BalanceCents,
    long AvailableCents, long OwedCents, IReadOnlyList<Expiring> Expiring);

public sealed record Expiring(DateOnly OnDate, long AmountCents);

public sealed record Movement(
    long Number, DateTimeOffset At, string Kind, long AmountCents, long BalanceCents, string Description,
    string DescriptionInFrench);

public sealed record Card(Guid Id, string State, bool HasPin, DateTimeOffset IssuedAt);

public sealed record BlockedCard(Guid Id, string State);

/// <summary>A page of movements, the oldest first, and where the next one begins.</summary>
public sealed record Movements(IReadOnlyList<Movement> Items, string? Next);

public sealed record Cards(IReadOnlyList<Card> Items);

public sealed record OwnWallets(IReadOnlyList<OwnWallet> Items);

/// <summary>A code to show at a till, as a picture.</summary>
public sealed record ShownCode(string Code, DateTimeOffset ExpiresAt);
