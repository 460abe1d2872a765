using Caisse.ServiceDefaults;

namespace Caisse.Membership.Domain;

/// <summary>The consent text that a household read, and when it agreed.</summary>
sealed record Consent(string TextVersion, DateTimeOffset GivenAt)
{
    const int LongestTextVersion = 50;

    /// <summary>How far the clock of the applicant's device may be ahead of ours.</summary>
    static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    internal Check CheckInto(Check check, DateTimeOffset now) =>
        check.Text(TextVersion, "consent.textVersion", LongestTextVersion)
            .That(
                GivenAt.Year >= Household.EarliestDay.Year, "consent.givenAt",
                $"must not be before {Household.EarliestDay.Year}.")
            .That(GivenAt <= now + ClockSkew, "consent.givenAt", "must not be in the future.");
}
