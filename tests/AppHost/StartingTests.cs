using System.Net;
using Caisse.Support;

namespace Caisse.AppHost.Tests;

/// <summary>What a start shows and keeps, and that another beside it is none of its business.</summary>
public sealed class StartingTests : TemporaryData
{
    [Fact]
    public async Task A_terminal_shows_progress_then_addresses_that_answer_and_what_was_left_out()
    {
        using var platform = await RunningPlatform.StartReadyAsync(Data, ["identity"]);

        Assert.Matches(@"(?m)^postgres +is ready after \d+\.\d s$", platform.Output);
        Assert.Matches(@"(?m)^identity +is ready after \d+\.\d s$", platform.Output);
        using var http = new HttpClient();
        using var dashboard = await http.GetAsync(new Uri(platform.WordAfter("dashboard  ")));
        Assert.Equal(HttpStatusCode.OK, dashboard.StatusCode);
        Assert.Equal(
            (await File.ReadAllTextAsync(Path.Combine(Data, "secrets", "operator-secret"))).Trim(),
            platform.WordAfter("client operator, secret "));
        // Lines reach the file by way of the orchestrator, which may take its time.
        var log = Path.Combine(Data, "logs", "identity.log");
        await Eventually.TrueAsync("identity's log says where it listens", async () =>
            File.Exists(log) && (await File.ReadAllTextAsync(log)).Contains(
                "Now listening on: http://127.0.0.1:", StringComparison.Ordinal));
        await SaysHowToStartTheWalletByHandAsync(platform);
    }

    [Fact]
    public async Task Two_platforms_run_side_by_side()
    {
        var other = Directory.CreateTempSubdirectory("caisse-platform-").FullName;
        using var first = RunningPlatform.Start(Data, []);
        using var second = RunningPlatform.Start(other, []);

        await first.SaysAsync("Caisse is ready at http://localhost:");
        await second.SaysAsync("Caisse is ready at http://localhost:");

        Assert.NotEqual(first.WordAfter("ready at "), second.WordAfter("ready at "));
        second.Signal(signal: 15);
        Assert.Equal(0, await second.ExitCodeAsync());
        Assert.NotEmpty(first.ProcessesWith("/bin/postgres -D"));
        Directory.Delete(other, recursive: true);
    }

    /// <summary>A program that was left out is started by hand with the environment that is said.</summary>
    private async Task SaysHowToStartTheWalletByHandAsync(RunningPlatform platform)
    {
        await platform.SaysAsync("Ctrl-C stops everything");
        var lines = await File.ReadAllLinesAsync(Path.Combine(Data, "secrets", "wallet.env"));
        Assert.All(lines, line => Assert.Contains($"  {line}", platform.Output, StringComparison.Ordinal));
        var environment = lines.Select(line => line.Split('=', 2)).ToDictionary(one => one[0], one => one[1]);

        Assert.Contains(
            "Database=wallet", environment["ConnectionStrings__wallet"], StringComparison.Ordinal);
        Assert.StartsWith("amqp://", environment["ConnectionStrings__messaging"], StringComparison.Ordinal);
        Assert.StartsWith("http://", environment["services__identity__http__0"], StringComparison.Ordinal);
        Assert.Equal("Development", environment["ASPNETCORE_ENVIRONMENT"]);
        Assert.Equal("true", environment["Clock__RequestTime"]);
        Assert.Equal("0", environment["DOTNET_gcServer"]);
        Assert.Equal("wallet", environment["OTEL_SERVICE_NAME"]);
        Assert.StartsWith("http://", environment["OTEL_EXPORTER_OTLP_ENDPOINT"], StringComparison.Ordinal);
        Assert.Equal(platform.WordAfter("API  "), environment["Tokens__Issuer"]);
    }
}
