using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.ProtectingData;

/// <summary>
/// Tells a person what is in their household's wallet, how it came there and what it bought.
/// Photographs of receipts are named; they are too large for a message, and read one by one.
/// </summary>
[Consumer("TellPersonOnPersonalDataRequested")]
sealed class TellPersonOnPersonalDataRequested : IHandle<PersonalDataRequested>
{
    public Task HandleAsync(PersonalDataRequested requested, Work work, CancellationToken cancel) =>
        work.AnswerAsync(requested, WalletService.Name, Sections);

    static readonly Dictionary<string, string> Sections = new()
    {
        ["wallets"] =
            """
            select account.account_id as household_id, balance_cents, held_cents,
                coalesce(owed_cents, 0) as owed_cents, state, state_since, state_reason, last_period
            from account
            left join household
                on household.caisse_id = account.caisse_id and household.household_id = account.account_id
            left join household_debt
                on household_debt.caisse_id = account.caisse_id
                and household_debt.household_id = account.account_id
            where account.caisse_id = @Caisse and account_id = any(@HouseholdIds)
            """,
        ["entries"] =
            """
            select account.account_id as household_id, entry.version as number, at, entry.kind, amount_cents,
                entry.balance_cents, transfer_id, reference_id, actor.name as actor
            from account
            join entry on entry.account_number = account.account_number
            join actor on actor.actor_number = entry.actor_number
            where account.caisse_id = @Caisse and account_id = any(@HouseholdIds)
            order by entry.version limit @MostRows
            """,
        ["payments"] =
            """
            select payment_id, point_of_sale_id, mona_cents, euros_cents, refunded_cents, lines, paid_at
            from payment where caisse_id = @Caisse and payment_id = any(array(
                select reference_id from account join entry using (account_number)
                where account.caisse_id = @Caisse and account_id = any(@HouseholdIds)
                order by entry.version limit @MostRows))
            order by paid_at limit @MostRows
            """,
        ["cards"] =
            """
            select household_id, card_id, state, issued_at, blocked_at, replaced_at from card
            where caisse_id = @Caisse and household_id = any(@HouseholdIds)
            order by issued_at limit @MostRows
            """,
        ["voucherBatches"] =
            """
            select household_id, batch_id, count, value_cents, expires_on, requested_by, requested_at
            from voucher_batch where caisse_id = @Caisse and household_id = any(@HouseholdIds)
            order by requested_at limit @MostRows
            """,
        ["receiptClaims"] =
            """
            select household_id, claim_id, point_of_sale_id, bought_on, amount_cents, lines, claimed_by,
                claimed_at, state, decided_at, refusal_reason, mona_cents, media_type as file
            from receipt_claim left join receipt_file using (caisse_id, claim_id)
            where caisse_id = @Caisse and household_id = any(@HouseholdIds)
            order by claimed_at limit @MostRows
            """,
        ["corrections"] =
            """
            select household_id, correction_id, amount_cents, reason, state, requested_by, requested_at,
                posted_at
            from correction where caisse_id = @Caisse and household_id = any(@HouseholdIds)
            order by requested_at limit @MostRows
            """,
        ["supplements"] =
            """
            select household_id, supplement_id, period, amount_cents, reason, state, requested_by,
                requested_at, credited_at
            from supplement where caisse_id = @Caisse and household_id = any(@HouseholdIds)
            order by requested_at limit @MostRows
            """,
    };
}
