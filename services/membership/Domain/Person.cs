using Caisse.ServiceDefaults;

namespace Caisse.Membership.Domain;

/// <summary>A person as they give their name.</summary>
/// <param name="FirstName">Letters of any script.</param>
/// <param name="LastName">Letters of any script.</param>
/// <param name="BirthDate">From 1900 to today.</param>
sealed record Person(string FirstName, string LastName, DateOnly BirthDate)
{
    /// <summary>Most people one household may have at a time.</summary>
    internal const int MostInHousehold = 20;

    /// <summary>In years, by law; younger than this, a person is a child.</summary>
    internal const int AgeOfMajority = 18;

    internal static DateOnly EarliestBirth { get; } = new(1900, 1, 1);

    /// <summary>Names everything that is wrong with a household's people.</summary>
    internal static void CheckInto(Check check, IReadOnlyList<Person?> people, DateOnly today)
    {
        check.Count(people, 1, MostInHousehold, "members");
        foreach (var (position, person) in people.Take(MostInHousehold).Index())
        {
            check.That(person is not null, $"members[{position}]", "must be a person.");
            person?.CheckInto(check, $"members[{position}].", today);
        }
    }

    /// <summary>Names everything that is wrong with the person.</summary>
    internal void CheckInto(Check check, string prefix, DateOnly today)
    {
        Name.CheckInto(check, prefix);
        check.That(BirthDate >= EarliestBirth, $"{prefix}birthDate", "must not be before 1900.")
            .That(BirthDate <= today, $"{prefix}birthDate", "must not be in the future.");
    }

    /// <summary>The same person, names without spaces around them and accents in their usual form.</summary>
    internal Person Tidy()
    {
        var (firstName, lastName) = Name.Tidy();
        return this with { FirstName = firstName, LastName = lastName };
    }

    PersonName Name => new(FirstName, LastName);
}
