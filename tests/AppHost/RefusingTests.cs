using System.Net;
using System.Net.Sockets;
using Caisse.Servers;

namespace Caisse.AppHost.Tests;

/// <summary>What prevents a start is one sentence that says what to do, and exit code 1.</summary>
public sealed class RefusingTests : TemporaryData
{
    private const int Terminate = 15;

    [Fact]
    public async Task A_second_start_on_the_same_data_is_refused()
    {
        using var first = await RunningPlatform.StartReadyAsync(Data, []);
        using var second = RunningPlatform.Start(Data, []);

        await IsRefusedAsync(
            second, $"Caisse already runs on {Data}: stop it, or name another directory with --data DIR.");
        Assert.NotEmpty(RunningPlatform.ProcessesOf(Data));
    }

    [Theory]
    [InlineData("--gateway-port")]
    [InlineData("--dashboard-port")]
    public async Task A_taken_port_is_said(string option)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        string[] free = ["--gateway-port", "0", "--dashboard-port", "0"];

        using var platform = RunningPlatform.StartWith(Data, [.. free, option, $"{port}"]);

        await IsRefusedAsync(
            platform,
            $"Port {port} is taken by another program: stop that, or choose another with {option} N.");
    }

    [Theory]
    [InlineData("--frehs", "--frehs is not an option here: --help lists those there are.")]
    [InlineData("--gateway-port", "--gateway-port needs a value after it: see --help.")]
    [InlineData("--demo=false", "--demo=false is not an option here: --help lists those there are.")]
    [InlineData("--gateway-port 80810", "--gateway-port takes a number from 0 to 65535, not 80810.")]
    [InlineData("--demo maybe", "--demo takes true or false, not maybe.")]
    [InlineData(
        "--gateway-port 0 --without walet",
        "walet cannot be left out: the programs on the list are identity, membership, contributions, wallet, "
        + "merchant-network, governance, gateway, portal, demo.")]
    public async Task An_option_that_is_wrong_is_said(string options, string sentence)
    {
        using var platform = RunningPlatform.StartWith(Data, options.Split(' '));
        await IsRefusedAsync(platform, sentence);
    }

    [Fact]
    public async Task Help_lists_the_options_and_starts_nothing()
    {
        using var platform = RunningPlatform.StartWith(Data, "--help");
        Assert.Equal(0, await platform.ExitCodeAsync());
        Assert.All(
            ["--data", "--fresh", "--gateway-port", "--dashboard-port", "--demo", "--no-demo", "--without"],
            option => Assert.Contains(option, platform.Output, StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Data));
    }

    [Fact]
    public async Task A_data_directory_that_is_a_file_is_said()
    {
        var file = Path.Combine(Data, "file");
        await File.WriteAllTextAsync(file, "");
        using var platform = RunningPlatform.Start(file, []);
        Assert.Equal(1, await platform.ExitCodeAsync());
        Assert.StartsWith(
            $"The data directory {file} cannot be written (", platform.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_server_package_is_said_with_the_command_that_installs_it()
    {
        var postgres = Assert.Throws<StartRefusedException>(
            () => InstalledServers.FindPostgresPrograms(Data, [Data]));
        Assert.Contains("sudo apt-get install postgresql.", postgres.Message, StringComparison.Ordinal);
        var rabbitMq = Assert.Throws<StartRefusedException>(
            () => InstalledServers.FindRabbitMqServer(Path.Combine(Data, "none"), [Data]));
        Assert.Contains("sudo apt-get install rabbitmq-server.", rabbitMq.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_survives_a_restart_and_corrupt_data_is_refused_until_begun_anew()
    {
        var marker = Path.Combine(Data, "postgres", "kept");
        var precious = Path.Combine(Data, "precious.txt");
        await File.WriteAllTextAsync(precious, "not made by a start");
        await StartAndStopAsync();
        await File.WriteAllTextAsync(marker, "");
        var secret = await SecretAsync();

        await StartAndStopAsync();
        Assert.True(File.Exists(marker));
        Assert.Equal(secret, await SecretAsync());

        // The control file is whole, and what it points to is not there: the server ends at its start.
        var (log, aside) = (Path.Combine(Data, "postgres", "pg_wal"), Path.Combine(Data, "pg_wal"));
        Directory.Move(log, aside);
        await IsRefusedForItsDataAsync();
        Directory.Move(aside, log);

        await using (var control = File.OpenWrite(Path.Combine(Data, "postgres", "global", "pg_control")))
            control.Write(new byte[200]);
        await IsRefusedForItsDataAsync();

        await StartAndStopAsync("--fresh");
        Assert.False(File.Exists(marker));
        Assert.NotEqual(secret, await SecretAsync());
        Assert.True(File.Exists(precious));
    }

    private async Task IsRefusedForItsDataAsync()
    {
        using var platform = RunningPlatform.Start(Data, []);
        Assert.Equal(1, await platform.ExitCodeAsync());
        Assert.StartsWith(
            $"The PostgreSQL data in {Data}/postgres cannot be used (", platform.Errors,
            StringComparison.Ordinal);
        Assert.EndsWith(
            "restore it from a copy, or begin anew with --fresh.", platform.Errors, StringComparison.Ordinal);
        Assert.Single(platform.Errors.Split('\n'));
        Assert.DoesNotContain("   at ", platform.Output, StringComparison.Ordinal);
    }

    private static async Task IsRefusedAsync(RunningPlatform platform, string sentence)
    {
        Assert.Equal(1, await platform.ExitCodeAsync());
        Assert.Equal(sentence, platform.Errors);
    }

    private Task<string> SecretAsync() =>
        File.ReadAllTextAsync(Path.Combine(Data, "secrets", "process-mark"));

    private async Task StartAndStopAsync(params string[] options)
    {
        using var platform = await RunningPlatform.StartReadyAsync(Data, [], options);
        platform.Signal(Terminate);
        Assert.Equal(0, await platform.ExitCodeAsync());
        // A disk that is slow to write all down may keep PostgreSQL a moment longer than the AppHost waits.
        await RunningPlatform.NothingRunsAsync(Data, TimeSpan.FromMinutes(1));
    }
}
