using Caisse.MerchantNetwork.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.MerchantNetwork.Tests.Domain;

public sealed class AccreditationTests
{
    static readonly DateOnly March = new(2026, 3, 1);

    /// <summary>Histories of up to 12 decisions, several of them in force from the same day.</summary>
    static readonly Gen<AccreditationEntry[]> Histories =
        from length in Gen.Choose(0, 12)
        from entries in Gen.CollectToArray(Enumerable.Range(1, length), number =>
            from state in Gen.Elements(Accreditation.Accredited, Accreditation.Suspended)
            from day in Gen.Choose(0, 6)
            from lasts in Gen.Choose(-1, 6)
            select state == Accreditation.Accredited
                ? Accredited(number, day, lasts < 0 ? null : day + lasts, $"category {number}")
                : Suspended(number, day))
        select entries;

    [Fact]
    public void A_point_of_sale_that_no_decision_named_has_applied() =>
        Assert.Equal(new Standing(Accreditation.Applied, null), Accreditation.On([], March));

    [Fact]
    public void An_accreditation_holds_from_its_first_day_to_its_last()
    {
        AccreditationEntry[] history = [Accredited(1, day: 10, until: 20)];
        Assert.Equal(Accreditation.Applied, Accreditation.On(history, March.AddDays(9)).State);
        Assert.Equal(Accreditation.Accredited, Accreditation.On(history, March.AddDays(10)).State);
        Assert.Equal(Accreditation.Accredited, Accreditation.On(history, March.AddDays(20)).State);
        Assert.Equal(Accreditation.Ended, Accreditation.On(history, March.AddDays(21)).State);
    }

    [Fact]
    public void Of_two_decisions_in_force_from_one_day_the_later_in_the_register_holds()
    {
        AccreditationEntry[] history = [Suspended(3, day: 5), Accredited(2, day: 5)];
        Assert.Equal(Accreditation.Suspended, Accreditation.On(history, March.AddDays(5)).State);
    }

    [Fact]
    public void A_suspension_keeps_the_categories_of_the_accreditation_it_suspends()
    {
        AccreditationEntry[] history =
        [
            Accredited(1, 0, null, "bread"), Suspended(2, 5), Suspended(3, 6), Accredited(4, 8, null, "wine"),
        ];
        Assert.Equal(["bread"], Accreditation.On(history, March.AddDays(7)).Entry!.Categories);
        Assert.Equal(["wine"], Accreditation.On(history, March.AddDays(8)).Entry!.Categories);
    }

    [Fact]
    public void A_suspension_has_no_end_of_its_own_even_when_the_accreditation_would_have_ended()
    {
        AccreditationEntry[] history = [Accredited(1, day: 0, until: 3), Suspended(2, day: 2)];
        Assert.Equal(Accreditation.Suspended, Accreditation.On(history, March.AddDays(30)).State);
    }

    [Fact]
    public void The_order_in_which_decisions_arrive_changes_nothing() =>
        Check(from history in Histories
              from shuffled in Gen.Shuffle(history)
              from day in Gen.Choose(-1, 14)
              let then = March.AddDays(day)
              select Same(Accreditation.On(history, then), Accreditation.On(shuffled, then)));

    [Fact]
    public void The_state_is_that_of_the_latest_decision_in_force() =>
        Check(from history in Histories
              from day in Gen.Choose(-1, 14)
              let then = March.AddDays(day)
              select StateByDefinition(history, then) == Accreditation.On(history, then).State);

    [Fact]
    public void A_decision_in_force_later_changes_no_earlier_day() =>
        Check(from history in Histories
              from day in Gen.Choose(-1, 6)
              let before = Accreditation.On(history, March.AddDays(day))
              let after = Accreditation.On([.. history, Suspended(99, day + 1)], March.AddDays(day))
              select Same(before, after));

    static string StateByDefinition(AccreditationEntry[] history, DateOnly day)
    {
        var latest = history.Where(entry => entry.Since <= day)
            .MaxBy(entry => (entry.Since, entry.DecisionNumber));
        return latest is null ? Accreditation.Applied
            : latest.State == Accreditation.Accredited && latest.Until < day ? Accreditation.Ended
            : latest.State;
    }

    static bool Same(Standing one, Standing other) =>
        one.State == other.State && one.Entry?.DecisionId == other.Entry?.DecisionId
        && (one.Entry?.Categories ?? []).SequenceEqual(other.Entry?.Categories ?? []);

    static void Check(Gen<bool> property) =>
        Prop.ForAll(property.ToArbitrary(), holds => holds).QuickCheckThrowOnFailure();

    static AccreditationEntry Accredited(
        int number, int day, int? until = null, params string[] categories) => new(
        Guid.CreateVersion7(), number, Accreditation.Accredited, March.AddDays(day),
        until is { } last ? March.AddDays(last) : null, categories, null);

    static AccreditationEntry Suspended(int number, int day) =>
        new(Guid.CreateVersion7(), number, Accreditation.Suspended, March.AddDays(day), null, [], "hygiene");
}
