using Caisse.Contracts;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Wallet.Tests;

public sealed class ClosingOrderTests
{
    static readonly KnownCaisse Nantes = new("nantes", "Nantes", "Association", "FR76", "Europe/Paris");

    [Fact]
    public void A_month_ends_at_midnight_in_the_caisse_s_time_zone()
    {
        var january = Period.Parse("2026-01");
        var midnight = DateTimeOffset.Parse("2026-01-31T23:00:00Z", null);

        Assert.False(ClosingOrder.IsOver(Nantes, january, midnight.AddTicks(-1)));
        Assert.True(ClosingOrder.IsOver(Nantes, january, midnight));
        Assert.Equal(january, ClosingOrder.Next(Nantes, null, midnight.AddTicks(-1)));
        Assert.Equal(january.Next, ClosingOrder.Next(Nantes, null, midnight));
    }

    [Theory]
    [InlineData("2026-05", "month-not-over")]
    [InlineData("2026-04", "earlier-month-open")]
    [InlineData("2026-03", null)]
    [InlineData("2026-02", "no-movements")]
    public void Only_the_oldest_month_with_movements_can_be_closed(string period, string? refused)
    {
        var now = DateTimeOffset.Parse("2026-05-10T10:00:00Z", null);
        var why = ClosingOrder.WhyNot(Nantes, Period.Parse(period), Period.Parse("2026-03"), now);

        Assert.Equal(refused, why?.Type);
    }

    /// <summary>
    /// Whatever the order of the months in which movements are recorded, closing month after month comes to
    /// an end, covers each movement once, and never closes a month twice.
    /// </summary>
    [Fact]
    public void Every_movement_falls_into_exactly_one_closing() => Prop.ForAll(
        Gen.ListOf(Gen.Choose(0, 500)).ToArbitrary(), days =>
        {
            var movements = days.Select(day => Start.AddDays(day)).ToList();
            var (closed, from, last) = (new List<Period>(), 0, (Period?)null);
            while (ClosingOrder.Next(Nantes, last, Oldest(movements[from..])) is { } next)
            {
                var end = ClosingOrder.EndOf(Nantes, next);
                from = movements.FindLastIndex(at => at < end) + 1;
                closed.Add(next);
                last = next;
            }
            return from == movements.Count && closed.SequenceEqual(closed.Order().Distinct());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_canonical_line_is_exactly_what_the_readme_says()
    {
        var movement = new ClosedMovement(
            7, new Guid("01890000-0000-7000-8000-000000000001"), "payment",
            new DateTimeOffset(2026, 2, 3, 11, 4, 5, 6, 7, TimeSpan.FromHours(1)), 1250,
            "household", new Guid("01890000-0000-7000-8000-000000000002"), 3, -17,
            "point_of_sale", new Guid("01890000-0000-7000-8000-000000000003"), 12, 98765,
            new Guid("01890000-0000-7000-8000-000000000004"));

        Assert.Equal(
            "7;01890000-0000-7000-8000-000000000001;payment;2026-02-03T10:04:05.006007Z;1250;"
            + "household;01890000-0000-7000-8000-000000000002;3;-17;"
            + "point_of_sale;01890000-0000-7000-8000-000000000003;12;98765;"
            + "01890000-0000-7000-8000-000000000004\n",
            movement.Line);
        Assert.Equal(
            "caisse-ledger-1;nantes;2026-02;00ff\n", ClosedMovement.Header("nantes", "2026-02", "00ff"));
    }

    static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-01-01T10:00:00Z", null);

    static DateTimeOffset? Oldest(List<DateTimeOffset> movements) =>
        movements.Count == 0 ? null : movements.Min();
}
