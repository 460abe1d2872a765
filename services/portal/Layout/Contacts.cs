namespace Caisse.Portal.Layout;

/// <summary>
/// Whom to call about a caisse: <c>Contacts:(slug):Phone</c> and <c>Contacts:(slug):Hours</c>.
/// </summary>
sealed class Contacts(IConfiguration configuration)
{
    /// <summary>The telephone number as people write it, or null.</summary>
    internal string? PhoneOf(string? slug) => configuration[$"Contacts:{slug ?? "platform"}:Phone"];

    /// <summary>When somebody answers, or null.</summary>
    internal string? HoursOf(string? slug) => configuration[$"Contacts:{slug ?? "platform"}:Hours"];

    /// <summary>For a link: the digits, with a leading plus where there is one.</summary>
    internal static string ToLink(string phone) =>
        "tel:" + string.Concat(phone.Where(character => char.IsAsciiDigit(character) || character == '+'));
}
