using System.Reflection;
using System.Text.Json;

namespace Caisse.Rules;

/// <summary>A kind of effect, as its record describes it.</summary>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Owner">Name of the service that applies it.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Shape">Its record.</param>
/// <param name="IsRule">Whether it is a rule that is in force from a day on.</param>
/// <param name="MayFound">Whether a caisse may be founded with it.</param>
/// <param name="Example">One that may be proposed.</param>
public sealed record EffectKind(
    string Name, string Owner, Sentence Title, Type Shape, bool IsRule, bool MayFound, IEffect Example)
{
    /// <summary>Reads an effect of this kind.</summary>
    /// <exception cref="JsonException">It is not in this shape.</exception>
    public IEffect Read(string json, JsonSerializerOptions options) =>
        (IEffect?)JsonSerializer.Deserialize(json, Shape, options)
        ?? throw new JsonException($"null is not in the shape of {Name}.");
}

/// <summary>The kinds of effect that a decision may have: one for each record that says it is one.</summary>
public static class EffectKinds
{
    /// <summary>A decision that changes no rule.</summary>
    public const string None = "none";

    static readonly MethodInfo DescribeShape =
        typeof(EffectKinds).GetMethod(nameof(Describe), BindingFlags.Static | BindingFlags.NonPublic)!;

    static readonly Dictionary<string, EffectKind> ByName = typeof(EffectKinds).Assembly.GetExportedTypes()
        .Where(type => type.IsAssignableTo(typeof(IEffect)) && type.IsClass)
        .Select(type => (EffectKind)DescribeShape.MakeGenericMethod(type).Invoke(null, null)!)
        .OrderBy(kind => kind.Name, StringComparer.Ordinal).ToDictionary(kind => kind.Name);

    /// <summary>All there are, by name; <see cref="None"/> is not among them.</summary>
    public static IReadOnlyCollection<EffectKind> All => ByName.Values;

    /// <summary>The kind of a name, or null.</summary>
    public static EffectKind? Find(string name) => ByName.GetValueOrDefault(name);

    static EffectKind Describe<TEffect>() where TEffect : class, IEffect<TEffect> => new(
        TEffect.Kind, TEffect.Owner, TEffect.Title, typeof(TEffect),
        typeof(TEffect).GetInterfaces().Any(one =>
            one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IRule<>)),
        TEffect.MayFound, TEffect.Example);
}
