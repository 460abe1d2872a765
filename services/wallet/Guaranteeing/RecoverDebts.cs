using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Paying;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Guaranteeing;

/// <summary>
/// Takes back, from what households are credited, what the fund answered for in their place, at the rate that
/// the rules set.
/// </summary>
static class RecoverDebts
{
    const int WholePercent = 100;

    /// <summary>
    /// Right after these households were credited, in the same transaction and under the ledger's lock.
    /// </summary>
    /// <param name="work">The transaction.</param>
    /// <param name="referenceId">The run or supplement that credited them.</param>
    /// <param name="credited">What each was credited, MonA cents.</param>
    /// <param name="at">When.</param>
    internal static async Task AfterCreditAsync(
        Work work, Guid referenceId, IReadOnlyDictionary<Guid, long> credited, DateTimeOffset at)
    {
        var debts = await HouseholdDebt.ListAsync(work, credited.Keys);
        if (debts.Count == 0)
        {
            return;
        }
        var rules = await work.RuleOnAsync(work.KnownCaisse.DayOf(at), SetPaymentRules.UntilDecided);
        foreach (var debt in debts)
        {
            var accounts = await Ledger.LockAsync(work, debt.HouseholdId);
            var wallet = accounts[debt.HouseholdId];
            var share = credited[debt.HouseholdId] * (rules.RecoveryPercent ?? WholePercent) / WholePercent;
            var cents = Math.Min(Math.Min(debt.OwedCents, share), wallet.AvailableCents);
            if (cents > 0)
            {
                var guarantee = await Ledger.LockOwnAsync(work, AccountKind.Guarantee);
                var movement = Movement.Decide(wallet, guarantee, cents)!;
                await Ledger.PostAsync(
                    work, movement,
                    new(Guid.CreateVersion7(), MovementKind.Recovery, cents, referenceId, at));
                await HouseholdDebt.AddAsync(work, debt.HouseholdId, -cents);
            }
        }
    }
}
