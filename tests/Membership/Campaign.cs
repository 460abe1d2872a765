using System.Net;
using System.Text.Json;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Pools;
using Caisse.Sortition.Verifying;
using Caisse.Support;

namespace Caisse.Membership.Tests;

/// <summary>A campaign of a test, with people who volunteered for it.</summary>
sealed class Campaign(Register register, Guid id)
{
    internal const string Value = "8f3c";

    internal static readonly DateTimeOffset AwaitedAt = Register.Now.AddDays(2);

    static readonly string[] Genders = ["woman", "man"];

    internal Guid Id { get; } = id;

    internal string Root => $"{Register.Root}/campaigns/{Id}";

    internal Dictionary<Guid, string> AnsweredGenders { get; } = [];

    /// <summary>The household of each who volunteered.</summary>
    internal Dictionary<Guid, Guid> Homes { get; } = [];

    /// <summary>Half of the seats for women, at least one for whoever is 60 or older.</summary>
    internal static object[] Quotas(int seats, int old = 1) =>
    [
        new { feature = "gender", value = "woman", min = seats / 2, max = (seats + 1) / 2 },
        new { feature = "gender", value = "man", min = seats / 2, max = (seats + 1) / 2 },
        new { feature = "age", value = "18-59", min = 0, max = seats },
        new { feature = "age", value = "60+", min = old, max = seats },
    ];

    internal static object Opening(
        int seats = 6, object[]? quotas = null, DateTimeOffset? awaitedAt = null, string? population = null,
        Guid? candidatesOf = null, int alternates = 3, Guid? bodyId = null) => new
        {
            title = "Comité citoyen",
            seats,
            quotas = quotas ?? (population is null ? Quotas(seats) : []),
            population,
            alternates,
            candidatesOf,
            bodyId,
            publicValue = new
            {
                source = "drand round 4242", awaitedAt = awaitedAt ?? AwaitedAt, form = "hex", length = 4,
                signers = 0,
            },
        };

    internal static async Task<Campaign> OpenAsync(Register register, object? opening = null) => new(
        register,
        (await register.Coordinator.PostAsync(
            $"{Register.Root}/campaigns", opening ?? Opening(), at: Register.Now)).Id());

    /// <summary>A campaign with candidates, every third of them 60 or older, two at the same address.</summary>
    internal static async Task<Campaign> WithCandidatesAsync(
        Register register, int candidates = 24, object? opening = null)
    {
        var campaign = await OpenAsync(register, opening);
        for (var number = 0; number < candidates; number++)
        {
            await campaign.EnterAsync(number);
        }
        return campaign;
    }

    internal async Task<Guid> EnterAsync(int number, HttpStatusCode expected = HttpStatusCode.Created)
    {
        var born = number % 3 == 0 ? "1955-03-01" : "1990-03-01";
        var enrolled = await register.Coordinator.PostAsync(
            $"{Register.Root}/households",
            new
            {
                members = new[] { Register.Named("Camille", born) },
                address = new
                {
                    street = number == 1 ? "0, Rue de l'Église" : $"{number} rue de l'Eglise",
                    postalCode = "34000",
                    city = "Montpellier",
                },
                contact = Register.Contact,
                fromPeriod = "2026-12",
            }, at: Register.Now);
        var person = enrolled.GetProperty("memberIds")[0].GetGuid();
        await register.Coordinator.PostAsync(
            $"{Root}/candidates", new { personId = person, answers = Gender(number) }, expected, at: Register.Now);
        AnsweredGenders[person] = Genders[number % 2];
        Homes[person] = enrolled.Id();
        return person;
    }

    internal static object[] Gender(int number) => [new { feature = "gender", value = Genders[number % 2] }];

    internal Task<JsonElement> FreezeAsync(
        HttpStatusCode expected = HttpStatusCode.Accepted, DateTimeOffset? at = null) =>
        register.Coordinator.PostAsync($"{Root}/freeze", null, expected, at: at ?? Register.Now);

    /// <summary>Freezes the pool, and waits for the panels.</summary>
    internal async Task<JsonElement> FreezeUntilAsync(string state)
    {
        await FreezeAsync();
        return await StateAsync(state);
    }

    internal async Task<JsonElement> StateAsync(string state)
    {
        JsonElement read = default;
        await Eventually.TrueAsync($"the campaign is {state}", async () =>
        {
            read = await register.Anyone.ReadAsync(Root);
            return read.GetProperty("state").GetString() == state;
        });
        return read;
    }

    internal Task<JsonElement> DrawAsync(
        HttpStatusCode expected = HttpStatusCode.Created, DateTimeOffset? at = null, string value = Value) =>
        register.Coordinator.PostAsync($"{Root}/draw", new { value }, expected, at: at ?? AwaitedAt);

    /// <summary>The whole way, with an answer as the draw is published.</summary>
    internal async Task<JsonElement> DrawWholeAsync()
    {
        await FreezeUntilAsync("committed");
        return await DrawAsync();
    }

    /// <summary>The pool with everybody's features, as an auditor opens it.</summary>
    internal async Task<Pool> OpenPoolAsync(Guid drawId) =>
        EvidenceFile.Read(await EvidenceAsync(drawId)).OpenPool(Openings.Read(await OpeningsAsync(drawId)));

    internal Task<byte[]> OpeningsAsync(Guid drawId) => register.Coordinator.GetByteArrayAsync(
        new Uri($"{Register.Root}/draws/{drawId}/openings", UriKind.Relative));

    internal async Task<byte[]> EvidenceAsync(Guid drawId) =>
        await register.Anyone.GetByteArrayAsync(
            new Uri($"{Register.Root}/draws/{drawId}/evidence", UriKind.Relative));

    /// <summary>The first difference that an independent recomputation finds.</summary>
    internal async Task<string?> VerifyAsync(Guid drawId) =>
        Verification.FirstDifference(await EvidenceAsync(drawId), await OpeningsAsync(drawId));
}
