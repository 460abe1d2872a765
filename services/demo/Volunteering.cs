namespace Caisse.Demo;

/// <summary>Somebody who stands for the committee, with what the register does not know.</summary>
sealed record Volunteer(int Household, int Person, string Gender, string HouseholdType);

/// <summary>
/// Adults of the fund's households volunteer for the committee: the older and the better off more readily,
/// so that without quotas they would have more than their share of its seats.
/// </summary>
sealed class Volunteering(Gateway gateway, Notebook notebook, Fund fund)
{
    const int AtOnce = 8;
    const int YoungestAdult = 18;

    static readonly Dictionary<string, double> ReadinessByIncome = new()
    {
        ["D1"] = 0.7, ["D2-5"] = 0.9, ["D6-9"] = 1.05, ["D10"] = 1.3,
    };

    /// <summary>Enters them into a campaign; how many.</summary>
    internal Task<int> EnterAsync(Guid campaign, DateTimeOffset at) => notebook.OnceAsync(
        $"{fund.Plan.Slug} volunteers", async () =>
        {
            var volunteers = Volunteers(DateOnly.FromDateTime(at.Date));
            var limit = new ParallelOptions { MaxDegreeOfParallelism = AtOnce };
            await Parallel.ForEachAsync(volunteers, limit, async (volunteer, _) =>
            {
                var call = new Call(
                    HttpMethod.Post, fund.At($"campaigns/{campaign}/candidates"), Candidature(volunteer), at);
                (await gateway.TrySendAsync(fund.Coordinator, call)).ShouldBeDone("already-a-candidate");
            });
            return volunteers.Count;
        });

    object Candidature(Volunteer volunteer) => new
    {
        personId = fund.Enrolled[volunteer.Household].MemberIds[volunteer.Person],
        answers = (object[])
        [
            new { feature = "gender", value = volunteer.Gender },
            new { feature = "household_type", value = volunteer.HouseholdType },
        ],
    };

    /// <summary>The same people each time.</summary>
    List<Volunteer> Volunteers(DateOnly on)
    {
        var random = new Random(fund.Plan.Seed);
        return [.. fund.Planned.Where(planned => fund.Enrolled.ContainsKey(planned.Number))
            .SelectMany(planned => planned.People.Index()
                .Where(one => one.Item.BirthDate <= on.AddYears(-YoungestAdult))
                .Where(one => random.NextDouble() < Readiness(planned, one.Item, on))
                .Select(one => new Volunteer(planned.Number, one.Index, one.Item.Gender, planned.Kind)))];
    }

    static double Readiness(PlannedHousehold planned, Person person, DateOnly on)
    {
        var byAge = on.AddYears(-30) < person.BirthDate ? 0.58
            : on.AddYears(-45) < person.BirthDate ? 0.55
            : on.AddYears(-75) < person.BirthDate ? 0.7
            : 0.8;
        return byAge * ReadinessByIncome[planned.IncomeBracket];
    }
}
