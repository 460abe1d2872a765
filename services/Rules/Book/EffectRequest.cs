using System.Text.Json;
using Caisse.Contracts.Governance;
using Caisse.ServiceDefaults;

namespace Caisse.Rules;

/// <summary>
/// What someone proposes that a decision changes, or a rule that a caisse is founded with:
/// <c>{"kind": "set_backing_ratio", "value": {"percent": 100}}</c>.
/// </summary>
/// <param name="Kind">Name of an <see cref="EffectKind"/>, or <see cref="EffectKinds.None"/>.</param>
/// <param name="Value">The effect, in the shape of its kind; left out for <c>none</c>.</param>
public sealed record EffectRequest(string Kind, JsonElement? Value = null)
{
    /// <summary>Names everything that is wrong with the effect; one that passes can be applied.</summary>
    public void CheckInto(Check check, string field)
    {
        ArgumentNullException.ThrowIfNull(check);
        if (Kind == EffectKinds.None)
        {
            check.That(Value is null, $"{field}.value", "must be left out: nothing changes.");
        }
        else if (EffectKinds.Find(Kind) is { } kind)
        {
            CheckInto(check, kind, $"{field}.value");
        }
        else
        {
            check.That(
                false, $"{field}.kind", $"\"{Kind}\" is not an effect that this platform can apply.");
        }
    }

    /// <summary>The effect as the decision's event carries it.</summary>
    public DecisionEffect ToContract() => new(Kind, Value?.GetRawText() ?? "{}");

    /// <summary>The effect in that shape once it has passed its checks; null if of another kind.</summary>
    public TEffect? As<TEffect>() where TEffect : class, IEffect<TEffect> =>
        Kind == TEffect.Kind ? Value?.Deserialize<TEffect>(CaisseJson.Http) : null;

    void CheckInto(Check check, EffectKind kind, string at)
    {
        if (Value is not { ValueKind: JsonValueKind.Object } value)
        {
            check.That(false, at, $"must be an object in the shape of {Kind}.");
            return;
        }
        try
        {
            kind.Read(value.GetRawText(), CaisseJson.Http).CheckAllInto(check, at);
        }
        catch (JsonException exception)
        {
            check.That(false, at, $"is not in the shape of {Kind}: {HttpSetup.Explain(exception)}");
        }
    }
}

/// <summary>How an effect is examined.</summary>
public static class EffectChecks
{
    /// <summary>Names everything that is wrong with an effect: each parameter, then all together.</summary>
    /// <param name="effect">The effect.</param>
    /// <param name="check">Where it is noted.</param>
    /// <param name="at">Where the effect is in the request.</param>
    public static void CheckAllInto(this IEffect effect, Check check, string at)
    {
        ArgumentNullException.ThrowIfNull(effect);
        Limits.CheckInto(check, effect, at);
        effect.CheckInto(check, at);
    }
}
