using System.Globalization;

namespace Caisse.Banking.Tests;

public sealed class BusinessDayTests
{
    [Theory]
    [InlineData("2026-11-19", "2026-11-20")]
    [InlineData("2026-11-20", "2026-11-23")]
    [InlineData("2026-11-21", "2026-11-23")]
    [InlineData("2026-12-24", "2026-12-28")]
    [InlineData("2026-12-31", "2027-01-04")]
    [InlineData("2026-04-02", "2026-04-07")]
    [InlineData("2026-04-30", "2026-05-04")]
    public void Money_moves_on_the_next_day_that_banks_are_open(string day, string next) =>
        Assert.Equal(Day(next), BusinessDay.After(Day(day)));

    [Theory]
    [InlineData("2024-03-31")]
    [InlineData("2025-04-20")]
    [InlineData("2026-04-05")]
    [InlineData("2027-03-28")]
    [InlineData("2038-04-25")]
    public void Easter_is_found(string sunday) =>
        Assert.Equal(Day(sunday), BusinessDay.EasterSunday(Day(sunday).Year));

    static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);
}
