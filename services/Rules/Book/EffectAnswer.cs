using System.Text.Json;
using Caisse.ServiceDefaults;

namespace Caisse.Rules;

/// <summary>An effect as it is shown: as it was decided, and in words.</summary>
/// <param name="Kind">Name of an <see cref="EffectKind"/>, or <see cref="EffectKinds.None"/>.</param>
/// <param name="Value">The effect, in the shape of its kind; null for <c>none</c>.</param>
/// <param name="Title">What it is about, in French and in English; null for <c>none</c>.</param>
/// <param name="InWords">What it says, in French and in English; empty for <c>none</c>.</param>
public sealed record EffectAnswer(
    string Kind, JsonElement? Value, Sentence? Title, IReadOnlyList<Sentence> InWords)
{
    /// <summary>An effect that was examined when it was proposed.</summary>
    public static EffectAnswer Of(EffectRequest effect)
    {
        ArgumentNullException.ThrowIfNull(effect);
        var kind = EffectKinds.Find(effect.Kind);
        return new(effect.Kind, effect.Value, kind?.Title, kind is null ? [] : Words(kind, effect.Value));
    }

    /// <summary>What is kept was examined by the release that kept it, so it is read as events are.</summary>
    static IReadOnlyList<Sentence> Words(EffectKind kind, JsonElement? value) => value is { } json
        ? [.. kind.Read(json.GetRawText(), CaisseJson.Events).InWords()]
        : [];
}
