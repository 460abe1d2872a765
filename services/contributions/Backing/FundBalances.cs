using Caisse.Contributions.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Backing;

/// <summary>Where the fund's accounts stand, and what funders still owe it.</summary>
sealed record FundBalances(
    long CashCents, long InCirculationCents, long ReservedCents, long ContributionsCents,
    long PublicGrantsCents, long PrivateGrantsCents, long FeesCents, long PromisedCents)
{
    /// <summary>MonA that households and points of sale hold, with what is set aside for them.</summary>
    internal long OutstandingCents => InCirculationCents + ReservedCents;

    internal FundPosition Position => new(CashCents, PromisedCents, OutstandingCents);

    internal static Task<FundBalances> ReadAsync(Work work, DateOnly today) =>
        work.OneAsync<FundBalances>(ReadBalances, new
        {
            work.Caisse,
            today,
            Accounts.Bank,
            Accounts.Cash,
            Accounts.MonaInCirculation,
            Accounts.MonaReserved,
            Accounts.Contributions,
            Accounts.PublicGrants,
            Accounts.PrivateGrants,
            Accounts.Fees,
        });

    const string ReadBalances =
        """
        select
            coalesce(sum(-balance_cents) filter (where account in (@Bank, @Cash)), 0)::bigint as cash_cents,
            coalesce(sum(balance_cents) filter (where account = @MonaInCirculation), 0)::bigint
                as in_circulation_cents,
            coalesce(sum(balance_cents) filter (where account = @MonaReserved), 0)::bigint as reserved_cents,
            coalesce(sum(balance_cents) filter (where account = @Contributions), 0)::bigint
                as contributions_cents,
            coalesce(sum(balance_cents) filter (where account = @PublicGrants), 0)::bigint
                as public_grants_cents,
            coalesce(sum(balance_cents) filter (where account = @PrivateGrants), 0)::bigint
                as private_grants_cents,
            coalesce(sum(balance_cents) filter (where account = @Fees), 0)::bigint as fees_cents,
            (select coalesce(sum(amount_cents - received_cents), 0)::bigint
                from funding_grant where caisse_id = @Caisse and until_day >= @today) as promised_cents
        from (
            select account, credit_cents - debit_cents as balance_cents
            from account_total where caisse_id = @Caisse) balance
        """;
}
