using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Banking.Tests;

public sealed class SepaTextTests
{
    const string Allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-?:().,'+ ";

    [Theory]
    [InlineData("Épicerie du Cœur & Fils", "Epicerie du Coeur + Fils")]
    [InlineData("L’Œuf à la Ferme — GAEC", "L'OEuf a la Ferme - GAEC")]
    [InlineData("Straße «Ñandú»", "Strasse Nandu")]
    [InlineData("Ferme  du\tLez\n", "Ferme du Lez")]
    [InlineData("//a//b/", "a/b")]
    [InlineData("Łódź #1", "Lodz .1")]
    [InlineData("", "NOTPROVIDED")]
    [InlineData("///", "NOTPROVIDED")]
    public void Accents_and_signs_become_what_banks_accept(string text, string written) =>
        Assert.Equal(written, SepaText.Of(text, 70));

    [Fact]
    public void A_long_name_is_cut_after_transliteration() =>
        Assert.Equal(70, SepaText.Of(new string('œ', 100), 70).Length);

    [Fact]
    public void Whatever_the_text_every_bank_can_read_it() => Prop.ForAll(
        (from text in ArbMap.Default.GeneratorFor<string>()
         from longest in Gen.Choose(1, 80)
         select (text, longest)).ToArbitrary(),
        drawn =>
        {
            var written = SepaText.Of(drawn.text ?? "", drawn.longest);
            return written.Length >= 1 && written.Length <= drawn.longest
                && written.All(Allowed.Contains)
                && written.Trim(' ', '/') == written
                && !written.Contains("//", StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();
}
