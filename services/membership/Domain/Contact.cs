using Caisse.ServiceDefaults;

namespace Caisse.Membership.Domain;

/// <summary>How to reach a household: at least one way.</summary>
/// <param name="Email">E-mail address.</param>
/// <param name="Phone">Telephone number, as people write it.</param>
sealed record Contact(string? Email = null, string? Phone = null)
{
    const int LongestEmail = 254;
    const int LongestPhone = 30;
    const int FewestDigits = 4;

    internal void CheckInto(Check check, string field)
    {
        check.That(Email is not null || Phone is not null, field, "must have an email or a phone.");
        if (Email is not null)
        {
            check.Text(Email, $"{field}.email", LongestEmail)
                .That(IsEmail(Email), $"{field}.email", "must be an e-mail address.");
        }
        if (Phone is not null)
        {
            check.Text(Phone, $"{field}.phone", LongestPhone)
                .That(IsPhone(Phone), $"{field}.phone", "must be a telephone number.");
        }
    }

    /// <summary>Only a message that arrives proves an address; this catches what cannot be one.</summary>
    static bool IsEmail(string email) =>
        email.Split('@') is [{ Length: > 0 }, { Length: > 0 }] && !email.Any(char.IsWhiteSpace);

    static bool IsPhone(string phone) => phone.Count(char.IsAsciiDigit) >= FewestDigits
        && phone.All(character => char.IsAsciiDigit(character) || "+ ().-/".Contains(character));
}
