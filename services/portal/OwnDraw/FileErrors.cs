using System.Text.RegularExpressions;
using Caisse.Portal.Showing;
using Caisse.Sortition.Pools;

namespace Caisse.Portal.OwnDraw;

/// <summary>
/// What is wrong with a file, in the language of the reader: the lottery says it in English, always alike.
/// </summary>
static class FileErrors
{
    static readonly (Regex Said, string Text)[] Sentences =
    [
        Pair("^More than (.+) lines", "lines"), Pair("^The file is empty", "empty-file"),
        Pair("^Two columns have", "heading-twice"), Pair("^The column is missing", "missing"),
        Pair("^(.+) cells where the heading has (.+?)\\.$", "cells"), Pair("^A character that is", "no-text"),
        Pair("^A quotation mark", "quotation"), Pair("^There are more than (.+?)\\.$", "many"),
        Pair("^It is empty", "empty"), Pair("^A category cannot be called (.+?)\\.$", "category-name"),
        Pair("^(.+) is there twice", "twice"), Pair("^(.+) is above the max (.+?)\\.$", "above-max"),
        Pair("^It is above the min (.+?)\\.$", "above-min"),
        Pair("^It is below the max (.+?)\\.$", "below-max"),
        Pair("^'(.*)' is not a whole number", "number"), Pair("^'(.*)' is not a percentage", "percentage"),
        Pair("^No quota is given for '(.*)'", "no-quota"), Pair("^There is nobody", "nobody"),
        Pair("^It is saved as UTF-16", "encoding"), Pair("^A letter is not UTF-8", "encoding"),
        Pair("^It is from (.+) to (.+), not (.+?)\\.$", "range"),
    ];

    /// <summary>"Personnes, ligne 7, colonne age : aucun quota ne parle de « 25 ans »."</summary>
    internal static string Say(InputError error)
    {
        var place = (error.Line, error.Column) switch
        {
            (0, "") => error.Source,
            (0, _) => Words.Of("own-draw.at.column", error.Source, error.Column),
            (_, "") => Words.Of("own-draw.at.line", error.Source, error.Line),
            _ => Words.Of("own-draw.at.cell", error.Source, error.Line, error.Column),
        };
        foreach (var (said, text) in Sentences)
        {
            if (said.Match(error.What) is { Success: true } match)
            {
                object[] values = [.. match.Groups.Values.Skip(1).Select(group => group.Value)];
                return Words.Of("own-draw.place", place, Words.Of($"own-draw.error.{text}", values));
            }
        }
        return Words.Of("own-draw.place", place, Words.Of("own-draw.error.other", error.What));
    }

    static (Regex, string) Pair(string said, string text) =>
        (new Regex(said, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)), text);
}
