using Caisse.Contributions.Domain;

namespace Caisse.Contributions.Tests.Domain;

public sealed class JournalEntryTests
{
    static readonly DateOnly Day = new(2026, 12, 5);

    [Fact]
    public void An_entry_out_of_balance_cannot_be_made() => Assert.Throws<InvalidOperationException>(() =>
        JournalEntry.Of(
            "OD", Day, "wrong", Movement.Debit(Accounts.Bank, 100), Movement.Credit(Accounts.Fees, 99)));

    [Fact]
    public void Movements_of_nothing_are_left_out() => Assert.Equal(
        [new JournalLine(Accounts.Bank, 100, 0), new JournalLine(Accounts.Contributions, 0, 100)],
        JournalEntry.Of(
            "BQ", Day, "right", Movement.Debit(Accounts.Bank, 100), Movement.Credit(Accounts.Fees, 0),
            Movement.Credit(Accounts.Contributions, 100)).Lines);

    [Fact]
    public void A_debit_below_zero_is_a_credit() => Assert.Equal(
        [new JournalLine(Accounts.MonaInCirculation, 0, 50), new JournalLine(Accounts.Bank, 50, 0)],
        JournalEntry.Of(
            "BQ", Day, "more refunds than purchases", Movement.Debit(Accounts.MonaInCirculation, -50),
            Movement.Credit(Accounts.Bank, -50)).Lines);

    [Fact]
    public void Ratios_are_rounded_down_and_there_is_none_of_nothing()
    {
        Assert.Equal(99.99m, Percentages.Of(99_999, 100_000));
        Assert.Null(Percentages.Of(1, 0));
        Assert.Equal(1.4m, Percentages.RunwayMonths(149, [90, 110]));
        Assert.Null(Percentages.RunwayMonths(149, []));
    }
}
