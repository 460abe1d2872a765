using System.Text.Json;

namespace Caisse.Demo;

/// <summary>
/// Households join: entered into the register, given a card, pledging what they will contribute.
/// </summary>
sealed class Enrolling(Gateway gateway, Notebook notebook, Fund fund)
{
    const int AtOnce = 8;

    /// <summary>Enrols households until there are so many.</summary>
    internal async Task UpToAsync(int count, DateOnly month, DateTimeOffset at)
    {
        await Parallel.ForEachAsync(
            fund.Planned.Take(count).Where(planned => !fund.Enrolled.ContainsKey(planned.Number)),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (planned, _) =>
            {
                var enrolled = await EnrolAsync(planned, month, at);
                lock (fund.Enrolled)
                {
                    fund.Enrolled[planned.Number] = enrolled;
                }
            });
    }

    async Task<EnrolledHousehold> EnrolAsync(PlannedHousehold planned, DateOnly month, DateTimeOffset at)
    {
        var household = await OnceAsync($"household {planned.Number}", "households", at, new
        {
            members = planned.People,
            address = new
            {
                street = planned.Street, postalCode = fund.Plan.PostalCode, city = fund.Plan.City,
                planned.District,
            },
            planned.IncomeBracket,
            contact = new { email = planned.Email },
            fromPeriod = Moment.Period(month),
        });
        var id = household.GetProperty("id").GetGuid();
        var card = await OnceAsync($"card {planned.Number}", "cards", at, new { householdId = id });
        await PledgeAsync(planned, id, month, at);
        return new EnrolledHousehold(
            id, [.. household.GetProperty("memberIds").EnumerateArray().Select(member => member.GetGuid())],
            card.GetProperty("token").GetString()!);
    }

    /// <summary>A pledge whose answer was lost is there already.</summary>
    Task<bool> PledgeAsync(PlannedHousehold planned, Guid id, DateOnly month, DateTimeOffset at) =>
        notebook.OnceAsync($"{fund.Plan.Slug} pledge {planned.Number}", async () =>
        {
            var pledge = new
            {
                householdId = id, monthlyCents = planned.PledgeCents, method = "transfer",
                fromPeriod = Moment.Period(month),
            };
            var reply = await gateway.TrySendAsync(
                fund.Coordinator,
                new Call(HttpMethod.Post, fund.At("pledges"), pledge, at) { IsPatient = true });
            return reply.IsSuccess || reply.ProblemType == "pledge-exists"
                ? true
                : throw new InvalidOperationException($"Pledge of household {planned.Number}: {reply.Json}");
        });

    Task<JsonElement> OnceAsync(string what, string path, DateTimeOffset at, object body)
    {
        var key = Moment.Key(fund.Plan.Slug, what);
        var call = new Call(HttpMethod.Post, fund.At(path), body, at, key) { IsPatient = true };
        return notebook.OnceAsync(
            $"{fund.Plan.Slug} {what}", () => gateway.SendAsync(fund.Coordinator, call));
    }
}
