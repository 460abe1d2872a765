namespace Caisse.Wallet.Regrouping;

/// <summary>What a household took of the wallet it split off from.</summary>
/// <param name="NewHouseholdId">The household that was formed.</param>
/// <param name="HouseholdId">The household they left.</param>
/// <param name="AskedCents">What was asked for it; null: in proportion of the persons.</param>
/// <param name="AvailableCents">What the wallet had available when this was decided.</param>
/// <param name="State">moved or refused.</param>
/// <param name="Reason">Why it was refused.</param>
/// <param name="MovedCents">MonA cents that it took.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="DecidedBy">By whom.</param>
sealed record BalanceShare(
    Guid NewHouseholdId, Guid HouseholdId, long? AskedCents, long AvailableCents, string State,
    string? Reason, long MovedCents, DateTimeOffset DecidedAt, string DecidedBy)
{
    internal const string Moved = "moved";
    internal const string Refused = "refused";

    internal const string Select =
        """
        select new_household_id, household_id, asked_cents, available_cents, state, reason, moved_cents,
            decided_at, decided_by
        from balance_share where caisse_id = @Caisse and new_household_id = @householdId
        """;
}
