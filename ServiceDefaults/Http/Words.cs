using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Caisse.ServiceDefaults;

/// <summary>
/// A text, or each text of a list, is one of a few words, which the API description shows: the same list as
/// <see cref="Check.OneOf"/> is given.
/// </summary>
/// <param name="owner">The type that has the list.</param>
/// <param name="list">Name of its static property or field, a list of texts.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class WordsAttribute(Type owner, string list = "All") : Attribute
{
    const BindingFlags Anywhere = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>The words.</summary>
    /// <exception cref="InvalidOperationException">There is no such list.</exception>
    public IReadOnlyList<string> Allowed =>
        (owner.GetProperty(list, Anywhere)?.GetValue(null) ?? owner.GetField(list, Anywhere)?.GetValue(null))
            is IEnumerable<string> words
                ? [.. words]
                : throw new InvalidOperationException($"{owner.Name}.{list} is not a list of words.");
}

/// <summary>The words that attributes allow.</summary>
static class Words
{
    /// <summary>Those of a property or parameter; none when it may be any.</summary>
    internal static IReadOnlyList<string> Of(ICustomAttributeProvider attributes) =>
        attributes.GetCustomAttributes(inherit: true).Select(attribute => attribute switch
        {
            AllowedValuesAttribute allowed => [.. allowed.Values.OfType<string>()],
            WordsAttribute words => words.Allowed,
            _ => [],
        }).FirstOrDefault(words => words.Count > 0) ?? [];
}
