using System.Text.Json;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>
/// A third party makes a client of the description, as the platform publishes it, and works with it.
/// </summary>
[Collection(PlatformTests.Name)]
public sealed class GeneratedClientTests(Platform platform)
{
    const string Programs = "node_modules/.bin";

    static readonly string[] Parts =
    [
        "register a till", "sign in", "pay", "pay once for one key", "refund", "read why not",
        "read the statement",
    ];

    [FactWithNpm]
    public async Task A_client_that_was_generated_in_TypeScript_plays_a_tills_day()
    {
        var client = new NodeProgram("clients");
        await File.WriteAllTextAsync(
            Path.Combine(client.Folder, "openapi.json"),
            await platform.Operator.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)));
        await client.InstallAsync();
        await client.RunAsync($"{Programs}/openapi-typescript", ["openapi.json", "--output", "openapi.d.ts"]);
        await client.RunAsync($"{Programs}/tsc", []);

        var output = await client.RunAsync("node", ["out/play.js"], await PrepareAsync("generated"));

        Assert.Equal(
            Parts.Select(part => $"played: {part}"),
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    /// <summary>A household with a card, and a point of sale that takes it: what a play needs to know.</summary>
    async Task<string> PrepareAsync(string slug)
    {
        var (fund, household, shops) = await Fund.OpenAsync(platform, slug, null, ["Épicerie"]);
        var (_, card) = await fund.IssueCardAsync(household);
        return JsonSerializer.Serialize(new
        {
            address = platform.Address.GetLeftPart(UriPartial.Authority),
            clock = fund.Now.ToString("O"),
            caisse = fund.Slug,
            pointOfSaleId = shops[0].Id,
            coordinator = fund.Coordinator.DefaultRequestHeaders.Authorization!.Parameter,
            card,
            day = $"{fund.Today:yyyy-MM-dd}",
        });
    }
}
