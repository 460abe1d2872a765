using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Caisse.ServiceDefaults;

namespace Caisse.Rules.Tests;

/// <summary>What every kind of effect must have, whoever adds one: limits, words and an example.</summary>
public sealed class EveryKindTests
{
    static readonly string[] EverDecided =
    [
        "accredit_point_of_sale", "set_allocation_scheme", "set_backing_ratio", "set_carry_over",
        "set_category_rates", "set_contribution_scheme", "set_payment_rules", "set_settlement_terms",
        "set_voting_rules", "suspend_point_of_sale",
    ];

    public static TheoryData<string> Kinds => [.. EffectKinds.All.Select(kind => kind.Name)];

    /// <summary>Registers of decisions hold these names for good.</summary>
    [Fact]
    public void The_kinds_are_found_by_themselves_and_none_that_was_ever_decided_is_lost()
    {
        Assert.Empty(EverDecided.Except(EffectKinds.All.Select(kind => kind.Name)));
        Assert.All(EffectKinds.All, kind =>
            Assert.Equal(kind.Name, JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.Shape.Name)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Its_example_may_be_proposed(string name)
    {
        var kind = EffectKinds.Find(name)!;
        var value = JsonSerializer.SerializeToElement(kind.Example, kind.Shape, CaisseJson.Http);

        var check = new Check();
        new EffectRequest(name, value).CheckInto(check, "effect");

        Assert.Null(check.Problem?.Detail);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_is_said_in_both_languages(string name)
    {
        var kind = EffectKinds.Find(name)!;
        var said = kind.Example.InWords().ToList();

        Assert.NotEmpty(said);
        Assert.All(said.Append(kind.Title), sentence =>
        {
            Assert.False(string.IsNullOrWhiteSpace(sentence.French), name);
            Assert.False(string.IsNullOrWhiteSpace(sentence.English), name);
            Assert.NotEqual(sentence.French, sentence.English);
        });
        Assert.All(said, sentence =>
        {
            Assert.EndsWith(".", sentence.French, StringComparison.Ordinal);
            Assert.Equal(NumbersIn(sentence.French), NumbersIn(sentence.English));
        });
    }

    /// <summary>A number, a text or a list without a limit could be as large as a request.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_of_its_parameters_has_limits(string name) =>
        Assert.All(ParametersOf(EffectKinds.Find(name)!.Shape), property =>
        {
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            Type[] needed = type == typeof(int) || type == typeof(long) ? [typeof(RangeAttribute)]
                : type == typeof(string) ? [typeof(AllowedValuesAttribute), typeof(StringLengthAttribute)]
                : type.IsAssignableTo(typeof(IEnumerable)) ? [typeof(LengthAttribute)]
                : [];
            Assert.True(
                needed.Length == 0 || needed.Any(attribute => property.IsDefined(attribute)),
                $"{property.DeclaringType!.Name}.{property.Name}");
        });

    /// <summary>Just outside is refused, and the refusal names the parameter.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_limit_of_its_parameters_is_kept(string name)
    {
        var kind = EffectKinds.Find(name)!;
        var tried = 0;
        foreach (var property in kind.Shape.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            var field = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            foreach (var outside in Outside(property))
            {
                var value = JsonSerializer.SerializeToNode(kind.Example, kind.Shape, CaisseJson.Http)!.AsObject();
                value[field] = outside;
                var check = new Check();
                new EffectRequest(name, JsonSerializer.SerializeToElement(value)).CheckInto(check, "effect");
                Assert.Contains($"effect.value.{field}", check.Errors.Select(error => error.Field));
                tried++;
            }
        }
        Assert.InRange(tried, 1, int.MaxValue);
    }

    static IEnumerable<JsonNode> Outside(PropertyInfo property)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            yield return Convert.ToInt64(range.Minimum, CultureInfo.InvariantCulture) - 1;
            yield return Convert.ToInt64(range.Maximum, CultureInfo.InvariantCulture) + 1;
        }
        if (property.IsDefined(typeof(AllowedValuesAttribute)))
        {
            yield return "another_word";
        }
        if (property.GetCustomAttribute<StringLengthAttribute>() is { } text)
        {
            yield return new string('x', text.MaximumLength + 1);
            yield return " ";
        }
        if (property.GetCustomAttribute<LengthAttribute>() is { } length)
        {
            yield return List(property, length.MaximumLength + 1);
            if (length.MinimumLength > 0)
            {
                yield return List(property, length.MinimumLength - 1);
            }
        }
    }

    static JsonArray List(PropertyInfo property, int count)
    {
        var item = property.PropertyType.GetGenericArguments()[0];
        return [.. Enumerable.Repeat(0, count).Select(_ => (JsonNode?)(
            item == typeof(Guid) ? Guid.CreateVersion7() : item == typeof(string) ? "x" : null))];
    }

    static IEnumerable<PropertyInfo> ParametersOf(Type shape) =>
        shape.GetProperties(BindingFlags.Instance | BindingFlags.Public).SelectMany(property =>
        {
            var held = property.PropertyType.IsGenericType
                ? property.PropertyType.GetGenericArguments()[0]
                : property.PropertyType;
            return held.Assembly == typeof(IEffect).Assembly
                ? ParametersOf(held).Prepend(property)
                : [property];
        });

    /// <summary>Digits alone: "12,50" and "12.50" are one number.</summary>
    static IEnumerable<string> NumbersIn(string sentence) =>
        new string([.. sentence.Select(letter => char.IsAsciiDigit(letter) ? letter : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
}
