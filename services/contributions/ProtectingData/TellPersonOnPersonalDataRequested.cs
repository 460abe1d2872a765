using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.ProtectingData;

/// <summary>Tells a person what their household committed to, owed, paid and was paid back.</summary>
[Consumer("TellPersonOnPersonalDataRequested")]
sealed class TellPersonOnPersonalDataRequested : IHandle<PersonalDataRequested>
{
    public Task HandleAsync(PersonalDataRequested requested, Work work, CancellationToken cancel) =>
        work.AnswerAsync(requested, ContributionsService.Name, Sections);

    static readonly Dictionary<string, string> Sections = new()
    {
        ["pledges"] =
            """
            select household_id, pledge_id, pledge_terms.version, from_period, monthly_cents, method, paused
            from pledge join pledge_terms using (caisse_id, pledge_id)
            where caisse_id = @Caisse and household_id = any(@HouseholdIds)
            order by pledge_id, pledge_terms.version limit @MostRows
            """,
        ["dues"] =
            """
            select household_id, period, amount_cents from due
            where caisse_id = @Caisse and household_id = any(@HouseholdIds)
            order by period limit @MostRows
            """,
        ["receipts"] =
            """
            select household_id, receipt_id, period, amount_cents, method, received_on from receipt
            where caisse_id = @Caisse and household_id = any(@HouseholdIds)
            order by received_on, receipt_id limit @MostRows
            """,
        ["reimbursements"] =
            """
            select household_id, claim_id, amount_cents, paid_on from reimbursement
            where caisse_id = @Caisse and household_id = any(@HouseholdIds)
            order by paid_on limit @MostRows
            """,
    };
}
