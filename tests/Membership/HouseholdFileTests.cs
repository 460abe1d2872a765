using Caisse.Membership.Domain;

namespace Caisse.Membership.Tests;

public sealed class HouseholdFileTests
{
    const string Header =
        "household;firstName;lastName;birthDate;street;postalCode;city;fromPeriod;district;email";

    const string Anais =
        "H1;Anaïs;Martin;1990-05-05;1 rue de la Loge;34000;Montpellier;2026-12;;a@example.org";

    static readonly DateOnly Today = new(2026, 11, 21);

    [Fact]
    public void People_of_one_reference_are_one_household_wherever_their_lines_are()
    {
        var file = Read(
            Header, Anais, "H2;Jean;Petit;31/01/1985;2 rue du Pas;34000;Montpellier;2026-12;Écusson;j@x.org",
            "", "H1;Zoé;Martin;2015-07-01;;;;;;");
        Assert.Equal(0, file.ErrorCount);
        Assert.Equal((3, 2), (file.Lines, file.Households.Count));
        Assert.Equal(["Anaïs", "Zoé"], file.Households[0].People.Select(one => one.Person.FirstName));
        Assert.Equal(new DateOnly(1985, 1, 31), file.Households[1].People[0].Person.BirthDate);
        Assert.Equal("Écusson", file.Households[1].Home.Address.District);
        Assert.Null(file.Households[0].Home.Address.District);
    }

    [Theory]
    [InlineData("H1;;Martin;1990-05-05;x;1;y;2026-12;;a@b", "firstName", "blank")]
    [InlineData("H1;R2;Martin;1990-05-05;x;1;y;2026-12;;a@b", "firstName", "letters")]
    [InlineData("H1;A;Martin;05/31/1990;x;1;y;2026-12;;a@b", "birthDate", "must be a day")]
    [InlineData("H1;A;Martin;2026-11-22;x;1;y;2026-12;;a@b", "birthDate", "future")]
    [InlineData("H1;A;Martin;1990-05-05;;1;y;2026-12;;a@b", "street", "blank")]
    [InlineData("H1;A;Martin;1990-05-05;x;1;y;décembre;;a@b", "fromPeriod", "month")]
    [InlineData("H1;A;Martin;1990-05-05;x;1;y;1026-12;;a@b", "fromPeriod", "2000")]
    [InlineData("H1;A;Martin;1990-05-05;x;1;y;2026-12;;nobody", "email", "e-mail")]
    [InlineData("H1;A;Martin;1990-05-05;x;1;y;2026-12;;", "email", "email or a phone")]
    [InlineData(";A;Martin;1990-05-05;x;1;y;2026-12;;a@b", "household", "blank")]
    [InlineData("H1;Ana\ufffds;Martin;1990-05-05;x;1;y;2026-12;;a@b", "firstName", "UTF-8")]
    [InlineData("H1;A;Martin;1990-05-05;x;1;y;2026-12;a@b", null, "9 cells")]
    [InlineData("H1;A;\"Martin;1990-05-05;x;1;y;2026-12;;a@b", null, "never closed")]
    public void What_is_wrong_is_named_with_its_line_and_column(string line, string? column, string message)
    {
        var errors = Read(Header, "", line).Errors;
        Assert.Contains(errors, error => error.Column == column
            && error.Message.Contains(message, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.Equal(3, error.Line));
    }

    [Fact]
    public void A_household_that_lives_in_two_places_is_wrong_at_its_second_line()
    {
        var error = Assert.Single(Read(
            Header, Anais, "H1;Zoé;Martin;2015-07-01;;;Nantes;;;").Errors);
        Assert.Equal((3, "city"), (error.Line, error.Column));
        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_household_signed_on_paper_comes_with_its_first_line()
    {
        var home = Assert.Single(Read(
            Header + ";consentTextVersion;consentGivenOn", Anais + ";2026-09;14/10/2026",
            "H1;Zoé;Martin;2015-07-01;;;;;;;;").Households).Home;
        Assert.Equal(
            new Consent("2026-09", new DateTimeOffset(2026, 10, 14, 0, 0, 0, TimeSpan.Zero)), home.Consent);
        Assert.Null(Assert.Single(Read(
            Header + ";consentTextVersion;consentGivenOn", Anais + ";;").Households).Home.Consent);
    }

    [Theory]
    [InlineData(";consentTextVersion;consentGivenOn", ";2026-09;", "consentGivenOn", "must be a day")]
    [InlineData(";consentTextVersion;consentGivenOn", ";2026-09;2026-11-22", "consentGivenOn", "future")]
    [InlineData(";consentTextVersion;consentGivenOn", ";2026-09;1990-01-01", "consentGivenOn", "before")]
    [InlineData(";consentTextVersion;consentGivenOn", ";;2026-11-20", "consentTextVersion", "which text")]
    [InlineData(";consentTextVersion", ";2026-09", "consentGivenOn", "is missing")]
    [InlineData(";consentGivenOn", ";2026-11-20", "consentTextVersion", "which text")]
    public void A_consent_that_is_half_said_is_wrong(string columns, string cells, string column, string message)
    {
        var error = Assert.Single(Read(Header + columns, Anais + cells).Errors);
        Assert.Equal((2, column), (error.Line, error.Column));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("household;firstName", "lastName")]
    [InlineData(Header + ";income", "income")]
    [InlineData(Header + ";email", "email")]
    [InlineData(Header, null)]
    public void A_file_with_other_columns_or_without_people_is_refused(string header, string? column) =>
        Assert.Contains(Read(header).Errors, error => error.Line == 1 && error.Column == column);

    [Fact]
    public void Of_many_errors_the_first_are_listed_and_all_are_counted()
    {
        var file = Read([Header, .. Enumerable.Repeat("H;A;B;never;x;1;y;2026-12;;a@b", 1000)]);
        Assert.Equal(HouseholdFile.MostErrors, file.Errors.Count);
        // Every line has a wrong date; from the twenty-first on, the household is too large as well.
        Assert.Equal(1000 + 980, file.ErrorCount);
    }

    [Fact]
    public void A_file_of_more_people_than_a_file_may_name_is_refused_at_the_first_too_many()
    {
        var lines = Enumerable.Range(0, HouseholdFile.MostLines + 10)
            .Select(number => Anais.Replace("H1", $"H{number}", StringComparison.Ordinal));
        var error = Assert.Single(Read([Header, .. lines]).Errors);
        Assert.Equal(HouseholdFile.MostLines + 2, error.Line);
    }

    static HouseholdFile Read(params string[] lines) => HouseholdFile.Read(string.Join("\r\n", lines), Today);
}
