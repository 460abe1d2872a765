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

    const string Kiota = "kiota generate --language CSharp --openapi openapi.json --class-name CaisseClient "
        + "--namespace-name ThirdParty.Kiota --output generated/kiota --exclude-backward-compatible";

    const string NSwag = "nswag openapi2csclient /input:openapi.json /classname:CaisseClient "
        + "/namespace:ThirdParty.NSwag /output:generated/CaisseClient.cs /jsonLibrary:SystemTextJson "
        + "/generateNullableReferenceTypes:true /generateOptionalPropertiesAsNullable:true";

    /// <summary>Nothing that the compiler leaves running would hold the output open.</summary>
    const string Build = "build --output out --verbosity quiet -nodeReuse:false -p:UseSharedCompilation=false";

    static readonly string[] Parts =
    [
        "register a till", "sign in", "pay", "pay once for one key", "refund", "read why not",
        "read the statement",
    ];

    [FactWithNpm]
    public async Task A_client_that_was_generated_in_TypeScript_plays_a_tills_day()
    {
        var client = new NodeProgram("clients");
        await DescribeAsync(client);
        await client.InstallAsync();
        await client.RunAsync($"{Programs}/openapi-typescript", ["openapi.json", "--output", "openapi.d.ts"]);
        await client.RunAsync($"{Programs}/tsc", []);

        var output = await client.RunAsync("node", ["out/play.js"], await PrepareAsync("generated"));

        AssertPlayed(output);
    }

    [Fact]
    public async Task Clients_that_Kiota_and_NSwag_generated_in_CSharp_play_a_tills_day()
    {
        var clients = new ProgramFolder("dotnet-clients");
        await DescribeAsync(clients);
        await clients.RunAsync("dotnet", ["tool", "restore"]);
        await clients.RunAsync("dotnet", Words(Kiota));
        await clients.RunAsync("dotnet", Words(NSwag));
        await clients.RunAsync("dotnet", Words(Build));

        foreach (var generator in new[] { "kiota", "nswag" })
        {
            AssertPlayed(await clients.RunAsync(
                "dotnet", ["out/DotnetClients.dll", generator], await PrepareAsync($"generated-by-{generator}")));
        }
    }

    async Task DescribeAsync(ProgramFolder client) => await File.WriteAllTextAsync(
        Path.Combine(client.Folder, "openapi.json"),
        await platform.Operator.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)));

    static string[] Words(string command) => command.Split(' ');

    static void AssertPlayed(string output) => Assert.Equal(
        Parts.Select(part => $"played: {part}"),
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

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
