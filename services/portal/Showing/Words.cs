using System.Collections;
using System.Globalization;
using System.Resources;
using Caisse.Portal.Calling;

namespace Caisse.Portal.Showing;

/// <summary>Every text of the pages, in the language of the person who reads.</summary>
static class Words
{
    const string Folder = "Caisse.Portal.Texts.";
    const string Ending = ".resources";

    /// <summary>Each file of texts.</summary>
    static readonly IReadOnlyList<ResourceManager> Texts =
    [
        .. typeof(Words).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal)
                && name.EndsWith(Ending, StringComparison.Ordinal))
            .Select(name => new ResourceManager(name[..^Ending.Length], typeof(Words).Assembly)),
    ];

    /// <summary>A text by its name.</summary>
    /// <exception cref="InvalidOperationException">There is no such text: a mistake in a page.</exception>
    internal static string Of(string name) => Find(name)
        ?? throw new InvalidOperationException($"There is no text \"{name}\" in Texts/.");

    /// <summary>A text with values in it.</summary>
    internal static string Of(string name, params object?[] values) =>
        string.Format(CultureInfo.CurrentCulture, Of(name), values);

    /// <summary>"1 foyer" or "12 foyers": the text named <c>name.one</c> or <c>name.many</c>.</summary>
    internal static string Count(string name, long count) =>
        Of($"{name}.{(IsOne(count) ? "one" : "many")}", Numbers.Whole(count));

    /// <summary>The text of a word of the API, or the word itself where pages do not know it yet.</summary>
    internal static string OrWord(string prefix, string word) => OrElse($"{prefix}.{word}", word);

    /// <summary>A text by its name, or another where there is none.</summary>
    internal static string OrElse(string name, string other) => Find(name) ?? other;

    /// <summary>What the API says in both languages, in the reader's.</summary>
    internal static string InLanguage(InBothLanguages said) =>
        CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "fr" ? said.Fr : said.En;

    /// <summary>The text, or null where there is none.</summary>
    internal static string? OrNull(string name) => Find(name);

    /// <summary>All texts whose names begin so, for a script that has no words of its own.</summary>
    internal static IEnumerable<(string Name, string Text)> StartingWith(string prefix) => Texts
        .SelectMany(texts => texts.GetResourceSet(CultureInfo.InvariantCulture, true, true)!
            .Cast<DictionaryEntry>())
        .Select(entry => (string)entry.Key)
        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(name => (name, Of(name)));

    static string? Find(string name) => Texts
        .Select(texts => texts.GetString(name, CultureInfo.CurrentUICulture))
        .FirstOrDefault(text => text is not null);

    /// <summary>French counts nothing as one.</summary>
    static bool IsOne(long count) => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "fr"
        ? count is 0 or 1
        : count == 1;
}
