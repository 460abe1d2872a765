using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Caisse.ServiceDefaults;

namespace Caisse.Rules;

/// <summary>
/// The limits that the parameters of an effect carry as attributes. The API description shows the same ones.
/// A parameter that was left out has none.
/// </summary>
static class Limits
{
    internal static void CheckInto(Check check, object effect, string at)
    {
        foreach (var property in effect.GetType().GetProperties())
        {
            if (property.GetValue(effect) is { } value)
            {
                CheckInto(check, property, value, $"{at}.{NameOf(property)}");
            }
        }
    }

    /// <summary>The words that a parameter may be, or none when it may be any.</summary>
    internal static IReadOnlyList<string> WordsOf(MemberInfo property) =>
        [.. property.GetCustomAttribute<AllowedValuesAttribute>()?.Values.OfType<string>() ?? []];

    static void CheckInto(Check check, PropertyInfo property, object value, string field)
    {
        foreach (var limit in property.GetCustomAttributes<ValidationAttribute>())
        {
            _ = limit switch
            {
                RangeAttribute range => check.That(
                    IsWithin(range, value), field,
                    $"must be from {range.Minimum} to {range.Maximum}{UnitOf(property)}."),
                AllowedValuesAttribute => check.OneOf((string)value, WordsOf(property), field),
                LengthAttribute length => check.Count(
                    [.. ((IEnumerable)value).Cast<object?>()], length.MinimumLength, length.MaximumLength,
                    field),
                StringLengthAttribute text => check.Text((string)value, field, text.MaximumLength),
                _ => throw new InvalidOperationException(
                    $"{field} carries {limit.GetType().Name}, which nothing here checks."),
            };
        }
    }

    static bool IsWithin(RangeAttribute range, object value)
    {
        var number = Convert.ToDecimal(value, CultureInfo.InvariantCulture);
        return number >= Convert.ToDecimal(range.Minimum, CultureInfo.InvariantCulture)
            && number <= Convert.ToDecimal(range.Maximum, CultureInfo.InvariantCulture);
    }

    static string UnitOf(PropertyInfo property) =>
        property.Name.EndsWith("Cents", StringComparison.Ordinal) ? " cents" : "";

    static string NameOf(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);
}
