using Caisse.Contracts;
using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Tests;

public sealed class HouseholdTests
{
    static readonly DateOnly Today = new(2026, 11, 21);
    static readonly Household Active = new(Guid.CreateVersion7(), Period.Parse("2026-12"), null, 1);
    static readonly Household Departed = Active with { LastPeriod = Period.Parse("2027-03") };

    [Fact]
    public void A_departed_household_neither_departs_again_nor_gets_members()
    {
        Assert.Equal("household-departed", Departed.WhyNotDepart(Period.Parse("2027-06"))?.Type);
        Assert.Equal("household-departed", Departed.WhyNobodyJoins(1)?.Type);
        Assert.Null(Active.WhyNobodyJoins(1));
    }

    [Theory]
    [InlineData("2026-10", "departure-before-admission")]
    [InlineData("2026-11", null)]
    [InlineData("2026-12", null)]
    public void A_household_may_withdraw_before_it_starts(string lastPeriod, string? problem) =>
        Assert.Equal(problem, Active.WhyNotDepart(Period.Parse(lastPeriod))?.Type);

    [Fact]
    public void A_household_of_twenty_is_full() =>
        Assert.Equal("household-full", Active.WhyNobodyJoins(20)?.Type);

    [Theory]
    [InlineData("2026-11-30", null, "departure-before-joining")]
    [InlineData("2026-12-01", null, null)]
    [InlineData("2026-12-31", "2026-12-24", "already-left")]
    public void A_person_leaves_once_after_joining(string leftOn, string? leftBefore, string? problem)
    {
        var stay = new Stay(
            Guid.CreateVersion7(), new DateOnly(1990, 5, 5), new DateOnly(2026, 12, 1),
            leftBefore is null ? null : DateOnly.ParseExact(leftBefore, "yyyy-MM-dd"));
        Assert.Equal(problem, Household.WhyNotLeave(stay, DateOnly.ParseExact(leftOn, "yyyy-MM-dd"))?.Type);
    }

    [Theory]
    [InlineData("Anaïs")]
    [InlineData("Jean-Noël")]
    [InlineData("N'Golo")]
    [InlineData("d\u2019Artagnan")]
    [InlineData("Nguyễn Thị")]
    [InlineData("Ελένη")]
    [InlineData("Мария")]
    [InlineData("محمد")]
    [InlineData("ישראל")]
    [InlineData("明子")]
    [InlineData("क्षितिज")]
    [InlineData("\U00020BB7\u7530")]
    [InlineData("Martin Jr.")]
    [InlineData("Gal\u00b7la")]
    [InlineData("O")]
    public void Names_are_letters_of_any_script(string name) =>
        Assert.Null(Problem(new Person(name, name, Today)));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("-")]
    [InlineData("R2D2")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u202eb")]
    [InlineData("a\ud800")]
    [InlineData("<b>x</b>")]
    [InlineData("=cmd")]
    public void What_no_letter_is_in_no_name(string name) =>
        Assert.Contains("firstName", Problem(new Person(name, "Martin", Today)), StringComparison.Ordinal);

    [Fact]
    public void A_name_of_a_thousand_letters_is_refused() =>
        Assert.NotNull(Problem(new Person(new string('a', 1000), "Martin", Today)));

    [Theory]
    [InlineData("2026-11-21", true)]
    [InlineData("2026-11-22", false)]
    [InlineData("1900-01-01", true)]
    [InlineData("1899-12-31", false)]
    public void Birth_is_from_1900_to_today(string birthDate, bool isGood) => Assert.Equal(
        isGood, Problem(new Person("Anaïs", "Martin", DateOnly.ParseExact(birthDate, "yyyy-MM-dd"))) is null);

    [Fact]
    public void Names_are_kept_without_spaces_around_and_with_composed_accents() =>
        Assert.Equal("Zoé", new Person(" Zoe\u0301 ", "Martin", Today).Tidy().FirstName);

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("anais@example.org", null, true)]
    [InlineData(null, "+33 (0)6 12-34.56/78", true)]
    [InlineData("anais", null, false)]
    [InlineData("a@b@c", null, false)]
    [InlineData("a b@c", null, false)]
    [InlineData(null, "call me", false)]
    [InlineData(null, "12", false)]
    public void A_contact_is_at_least_one_way_to_reach_someone(string? email, string? phone, bool isGood)
    {
        var check = new Check();
        new Contact(email, phone).CheckInto(check, "contact");
        Assert.Equal(isGood, check.Problem is null);
    }

    static string? Problem(Person person)
    {
        var check = new Check();
        Person.CheckInto(check, [person], Today);
        return check.Problem?.Detail;
    }
}
