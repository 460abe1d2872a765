using Caisse.Membership.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Membership.Tests;

public sealed class FoldingTests
{
    static readonly DateOnly Birth = new(1990, 5, 5);

    [Theory]
    [InlineData("Benoît", "benoit")]
    [InlineData("BENOIT", "benoit")]
    [InlineData("Benoi\u0302t", "benoit")]
    [InlineData("Jean-Noël  d\u2019Œuvre", "jean noel d oeuvre")]
    [InlineData("Groß Łukasz Øyvind", "gross lukasz oyvind")]
    [InlineData("Şahin İbrahim Işık", "sahin ibrahim isik")]
    [InlineData("Nguyễn", "nguyen")]
    [InlineData("12 bis, rue de l'Écusson", "12 bis rue de l ecusson")]
    [InlineData("--", "")]
    public void Case_accents_and_punctuation_do_not_count(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Folding.Words(text)));

    [Fact]
    public void Folding_what_is_folded_changes_nothing() =>
        Prop.ForAll<NonNull<string>>(text =>
        {
            var folded = Folding.Words(new string([.. text.Get.Where(letter => !char.IsSurrogate(letter))]));
            return Folding.Words(string.Join(' ', folded)).SequenceEqual(folded);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("benoit", "be ben beno benoi benoit")]
    [InlineData("a", "a")]
    [InlineData("villeneuvette", "vi vil vill ville villen villene villeneu villeneuv villeneuve")]
    public void A_word_is_found_by_what_it_begins_with(string word, string prefixes) =>
        Assert.Equal(prefixes, string.Join(' ', Folding.Prefixes(word)));

    [Fact]
    public void A_person_is_the_same_with_names_exchanged_and_another_on_another_birthday()
    {
        Assert.Equal(
            Folding.Person("Jean-Noël", "MARTIN", Birth), Folding.Person("Martin", "jean noel", Birth));
        Assert.NotEqual(
            Folding.Person("Anaïs", "Martin", Birth), Folding.Person("Anaïs", "Martin", Birth.AddDays(1)));
    }

    [Theory]
    [InlineData("12, bd. Gambetta", "12 Boulevard GAMBETTA", true)]
    [InlineData("3 pl. St-Côme", "3 place Saint Come", true)]
    [InlineData("12 boulevard Gambetta", "2 boulevard Gambetta", false)]
    public void An_address_is_the_same_shortened_or_written_out(string one, string other, bool isSame) =>
        Assert.Equal(isSame, Folding.Address(one, "34000") == Folding.Address(other, "34000"));
}
