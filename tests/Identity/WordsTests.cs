using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using PageWords = Caisse.Identity.Pages.Words;

namespace Caisse.Identity.Tests;

public sealed partial class WordsTests
{
    [Fact]
    public void No_text_is_missing_in_English_and_none_forgets_what_it_must_say()
    {
        var french = TextsIn(CultureInfo.InvariantCulture);
        var english = TextsIn(CultureInfo.GetCultureInfo("en"));

        Assert.InRange(french.Count, 100, 1000);
        Assert.Equal(french.Keys.Order(StringComparer.Ordinal), english.Keys.Order(StringComparer.Ordinal));
        Assert.All(french, text => Assert.Equal(PlacesIn(text.Value), PlacesIn(english[text.Key])));
    }

    static Dictionary<string, string> TextsIn(CultureInfo culture) => PageWords.Texts
        .GetResourceSet(culture, createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>()
        .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);

    static IEnumerable<string> PlacesIn(string text) =>
        Place().Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();
}
