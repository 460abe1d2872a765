using System.Diagnostics;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Caisse.Support;

namespace Caisse.AppHost.Tests;

/// <summary>One list, whether it is run or published for others to deploy.</summary>
public sealed class ListingTests : TemporaryData
{
    private const string GoldenManifest = "aspire-manifest.json";

    private static readonly TimeSpan publishLimit = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Changed on purpose? Then take the new one: <c>dotnet run --project AppHost -- --operation publish
    /// --step publish-manifest --output-path tests/AppHost</c>.
    /// </summary>
    [Fact]
    public async Task The_published_manifest_is_the_golden_one()
    {
        var golden = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, GoldenManifest));
        Assert.Equal(Readable(JsonNode.Parse(golden)!), Readable(await PublishAsync()));
    }

    [Fact]
    public async Task What_is_published_is_what_is_run()
    {
        var manifest = await PublishAsync();
        // A password as it has to be written in an address is a value of the manifest, no resource.
        var published = manifest["resources"]!.AsObject()
            .Where(resource => resource.Value!["type"]!.GetValue<string>() != "annotated.string")
            .Select(resource => resource.Key);

        using var kept = new KeptEnvironment();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--data", Data, "--gateway-port", "0", "--dashboard-port", "0"]);

        Assert.Equal(
            published.Order(StringComparer.Ordinal),
            builder.Resources.Select(resource => resource.Name).Order(StringComparer.Ordinal));
        Assert.All(builder.Resources.OfType<IProgram>(), program => Assert.IsType<BuiltProgram>(program));
        Assert.Equal(
            RunningPlatform.Programs.Append("demo"),
            builder.Resources.OfType<IProgram>().Select(one => one.Name));
        await using var neverStarted = await builder.BuildAsync();
    }

    private async Task<JsonNode> PublishAsync()
    {
        var output = Path.Combine(Data, "published");
        using var publishing = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                ChildProcess.ProgramOf("AppHost", "Caisse.AppHost"), "--operation", "publish", "--step",
                "publish-manifest", "--output-path", output,
            ])
        {
            RedirectStandardOutput = true,
        })!;
        using var limit = new CancellationTokenSource(publishLimit);
        var said = await publishing.StandardOutput.ReadToEndAsync(limit.Token);
        await publishing.WaitForExitAsync(limit.Token);
        Assert.True(publishing.ExitCode == 0, said);
        var manifest = Directory.EnumerateFiles(Data, GoldenManifest, SearchOption.AllDirectories).Single();
        return JsonNode.Parse(await File.ReadAllTextAsync(manifest, limit.Token))!;
    }

    /// <summary>Paths in a manifest are relative to where it was written: another place each time.</summary>
    private static string Readable(JsonNode manifest)
    {
        foreach (var (_, resource) in manifest["resources"]!.AsObject())
            if (resource!["path"] is { } path)
                resource["path"] = Path.GetFileName(path.GetValue<string>());
        return manifest.ToString();
    }
}
