using System.Globalization;

namespace Caisse.Contributions.Domain;

/// <summary>What a household contributes at least, and why, line by line.</summary>
sealed record ContributionMinimum(long MinimumCents, IReadOnlyList<ContributionMinimum.Reason> Reasoning)
{
    /// <summary>One line of the reasoning.</summary>
    internal sealed record Reason(string Text, long AmountCents);

    /// <summary>First person and each further person, under the scheme's amounts.</summary>
    internal static ContributionMinimum Of(long firstPersonCents, long furtherPersonCents, int persons)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(persons, 1);
        var further = persons - 1;
        var furtherCents = checked(further * furtherPersonCents);
        var reasoning = new List<Reason> { new($"first person {Euros(firstPersonCents)}", firstPersonCents) };
        if (further > 0)
        {
            var people = further == 1 ? "person" : "persons";
            reasoning.Add(new(
                $"{further} further {people} x {Euros(furtherPersonCents)} = {Euros(furtherCents)}",
                furtherCents));
        }
        return new ContributionMinimum(checked(firstPersonCents + furtherCents), reasoning);
    }

    static string Euros(long cents) => (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
