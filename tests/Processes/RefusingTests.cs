using System.Net;
using System.Net.Sockets;
using Caisse.Servers;

namespace Caisse.Processes.Tests;

public sealed class RefusingTests : TemporaryData
{
    private const int Terminate = 15;

    [Fact]
    public async Task A_second_start_on_the_same_data_is_refused()
    {
        using var first = await RunningPlatform.StartReadyAsync(Data);
        using var second = RunningPlatform.Start(Data);
        await IsRefusedAsync(
            second, $"Caisse already runs on {Data}: stop it, or name another directory with --data DIR.");
        Assert.Equal("running", first.Resource("gateway").State);
    }

    [Fact]
    public async Task A_taken_port_is_said()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        using var platform = RunningPlatform.Start(Data, "", "--gateway-port", $"{port}");
        await IsRefusedAsync(
            platform,
            $"Port {port} is taken by another program: stop that, or choose another with --gateway-port N.");
    }

    [Fact]
    public async Task An_unknown_option_is_said()
    {
        using var platform = RunningPlatform.Start(Data, "", "--frehs");
        await IsRefusedAsync(platform, "--frehs is not an option here: --help lists those there are.");
    }

    [Fact]
    public async Task A_data_directory_that_is_a_file_is_said()
    {
        var file = Path.Combine(Data, "file");
        await File.WriteAllTextAsync(file, "");
        using var platform = RunningPlatform.Start(file);
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
        await StartAndStopAsync();
        await File.WriteAllTextAsync(marker, "");
        var secret = await File.ReadAllTextAsync(Path.Combine(Data, "secrets", "operator-secret"));

        await StartAndStopAsync();
        Assert.True(File.Exists(marker));
        Assert.Equal(secret, await File.ReadAllTextAsync(Path.Combine(Data, "secrets", "operator-secret")));

        await using (var control = File.OpenWrite(Path.Combine(Data, "postgres", "global", "pg_control")))
            control.Write(new byte[200]);
        using (var refused = RunningPlatform.Start(Data, "postgres"))
        {
            Assert.Equal(1, await refused.ExitCodeAsync());
            Assert.StartsWith(
                $"The PostgreSQL data in {Data}/postgres cannot be used (", refused.Errors,
                StringComparison.Ordinal);
            Assert.EndsWith(
                "restore it from a copy, or begin anew with --fresh.", refused.Errors,
                StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", refused.Output, StringComparison.Ordinal);
        }

        await StartAndStopAsync("--fresh");
        Assert.False(File.Exists(marker));
        Assert.NotEqual(
            secret, await File.ReadAllTextAsync(Path.Combine(Data, "secrets", "operator-secret")));
    }

    [Fact]
    public async Task Beginning_anew_deletes_only_what_a_start_has_made()
    {
        var precious = Path.Combine(Data, "precious.txt");
        await File.WriteAllTextAsync(precious, "not ours");
        using var platform = await RunningPlatform.StartReadyAsync(Data, "", "--fresh");
        Assert.True(File.Exists(precious));
    }

    private static async Task IsRefusedAsync(RunningPlatform platform, string sentence)
    {
        Assert.Equal(1, await platform.ExitCodeAsync());
        Assert.Equal(sentence, platform.Errors);
    }

    private async Task StartAndStopAsync(params string[] arguments)
    {
        using var platform = await RunningPlatform.StartReadyAsync(Data, "postgres", arguments);
        platform.Signal(Terminate);
        Assert.Equal(0, await platform.ExitCodeAsync());
    }
}
