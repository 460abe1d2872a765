using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Caisse.Demo;

/// <summary>A draw by lot, and the hash of its panels as it was before the dice were thrown.</summary>
sealed record CommittedDraw(Guid DrawId, string BundleHash);

/// <summary>
/// Draws a body's seats by lot: volunteers, quotas as the territory's people are, numbered panels that are
/// committed to before three dice pick one, and alternates for those who refuse.
/// </summary>
sealed class Drawing(Gateway gateway, Notebook notebook, Fund fund)
{
    const int OneInSoManyRefuses = 30;
    const int Dice = 3;
    const int Faces = 10;

    /// <summary>They sign what the dice showed.</summary>
    IReadOnlyList<Session> Witnesses => [fund.Coordinator, fund.Treasurer];

    /// <summary>Holds the campaign and throws the dice two days later; returns the draw.</summary>
    internal async Task<CommittedDraw> DrawAsync(Guid bodyId, DateTimeOffset at)
    {
        var dice = at.AddDays(2);
        var campaign = await OpenAsync(bodyId, at, dice);
        var candidates = await new Volunteering(gateway, notebook, fund).EnterAsync(campaign, at.AddHours(2));
        Console.WriteLine($"{fund.Plan.Slug} committee: {candidates} candidates stand");
        await OnceAsync(
            "freeze", $"campaigns/{campaign}/freeze", null, at.AddDays(1), "campaign-not-open");
        var committed = await CommittedAsync(campaign, at.AddDays(1));
        var value = await notebook.OnceAsync(
            $"{fund.Plan.Slug} dice", () => Task.FromResult(string.Concat(
                Enumerable.Range(0, Dice).Select(_ => RandomNumberGenerator.GetInt32(Faces)))));
        foreach (var (number, witness) in Witnesses.Index())
        {
            await OnceAsync(
                $"signature {number}", $"campaigns/{campaign}/signatures", new { value }, dice,
                "already-signed", witness);
        }
        await OnceAsync("draw", $"campaigns/{campaign}/draw", new { value }, dice, "already-drawn");
        await ReplaceAsync(committed.DrawId, dice.AddHours(2));
        return committed;
    }

    /// <summary>Who has a seat, after those who refused are replaced.</summary>
    internal async Task<IReadOnlyList<Guid>> SeatedAsync(CommittedDraw draw, DateTimeOffset at)
    {
        var panel = await gateway.SendAsync(
            fund.Coordinator, new Call(HttpMethod.Get, fund.At($"draws/{draw.DrawId}/panel"), null, at));
        return [.. panel.GetProperty("seats").EnumerateArray().Select(seat => seat.GetProperty("personId"))
            .Where(person => person.ValueKind != JsonValueKind.Null).Select(person => person.GetGuid())];
    }

    /// <summary>A campaign whose answer was lost is found again by its body.</summary>
    Task<Guid> OpenAsync(Guid bodyId, DateTimeOffset at, DateTimeOffset awaitedAt) => notebook.OnceAsync(
        $"{fund.Plan.Slug} campaign", async () =>
        {
            var known = await gateway.SendAsync(
                null, new Call(HttpMethod.Get, fund.At("campaigns?limit=500"), null, at));
            var opened = known.GetProperty("items").EnumerateArray()
                .FirstOrDefault(one => one.GetProperty("bodyId").ToString() == $"{bodyId}");
            if (opened.ValueKind == JsonValueKind.Undefined)
            {
                opened = await gateway.SendAsync(fund.Coordinator, new Call(
                    HttpMethod.Post, fund.At("campaigns"), Campaign(bodyId, awaitedAt), at));
            }
            return opened.GetProperty("id").GetGuid();
        });

    object Campaign(Guid bodyId, DateTimeOffset awaitedAt) => new
    {
        title = "Comité citoyen de l'alimentation",
        seats = fund.Plan.CommitteeSeats,
        bodyId,
        population = new Territory().TableOfAdults(fund.Plan.Districts),
        publicValue = new
        {
            source = "Trois dés à dix faces jetés en séance publique, procès-verbal signé par deux personnes",
            awaitedAt,
            form = "digits",
            length = Dice,
            signers = Witnesses.Count,
        },
    };

    /// <summary>Waits for the panels, and writes their hash down while nobody knows the number.</summary>
    Task<CommittedDraw> CommittedAsync(Guid campaign, DateTimeOffset at) => notebook.OnceAsync(
        $"{fund.Plan.Slug} committed", async () =>
        {
            var (read, said) = (default(JsonElement), "");
            await Waiting.UntilAsync("the panels are committed to", async () =>
            {
                read = await gateway.SendAsync(
                    null, new Call(HttpMethod.Get, fund.At($"campaigns/{campaign}"), null, at));
                if (Progress(read) is { } progress && progress != said)
                {
                    Console.WriteLine($"{fund.Plan.Slug} committee: {said = progress}");
                }
                return read.GetProperty("state").GetString() switch
                {
                    "computing" => false,
                    "committed" or "drawn" => true,
                    _ => throw new InvalidOperationException($"No committee can be drawn: {read}"),
                };
            });
            return new CommittedDraw(
                read.GetProperty("drawId").GetGuid(), read.GetProperty("bundleHash").GetString()!);
        });

    static string? Progress(JsonElement campaign)
    {
        var progress = campaign.GetProperty("progress");
        return progress.ValueKind == JsonValueKind.Null ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"computing, {progress.GetProperty("panels")} panels, "
            + $"level {progress.GetProperty("level")} of {progress.GetProperty("levels")}");
    }

    /// <summary>Some who were drawn refuse: the first of a published list who fits succeeds.</summary>
    async Task ReplaceAsync(Guid drawId, DateTimeOffset at)
    {
        var draw = await gateway.SendAsync(
            null, new Call(HttpMethod.Get, fund.At($"draws/{drawId}"), null, at));
        var refusing = draw.GetProperty("panel").EnumerateArray()
            .Where(seat => seat.GetProperty("alternates").GetArrayLength() > 0)
            .Select(seat => seat.GetProperty("pseudonym").GetString()!)
            .Take(Math.Max(1, fund.Plan.CommitteeSeats / OneInSoManyRefuses));
        foreach (var pseudonym in refusing)
        {
            await OnceAsync(
                $"refusal {pseudonym}", $"draws/{drawId}/replacements", new { pseudonym }, at,
                "already-refused");
        }
    }

    /// <summary>What was done although its answer was lost is refused the second time.</summary>
    Task<bool> OnceAsync(
        string what, string path, object? body, DateTimeOffset at, string refusedTwice, Session? by = null) =>
        notebook.OnceAsync($"{fund.Plan.Slug} {what}", async () =>
        {
            var call = new Call(HttpMethod.Post, fund.At(path), body, at);
            (await gateway.TrySendAsync(by ?? fund.Coordinator, call)).ShouldBeDone(refusedTwice);
            return true;
        });
}
