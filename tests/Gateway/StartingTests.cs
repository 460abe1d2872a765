using System.Diagnostics;
using Caisse.Support;

namespace Caisse.Gateway.Tests;

/// <summary>Programs as operators start them, with nothing set.</summary>
public sealed class StartingTests
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(
        "gateway", "Caisse.Gateway", "Tokens__Issuer", "services__identity__http__0",
        "services__merchant_network__http__0", "services__wallet__http__0")]
    [InlineData(
        "services/identity", "Caisse.Identity", "Tokens__Issuer", "ConnectionStrings__identity",
        "ConnectionStrings__messaging", "Identity__KeyEncryptionKey")]
    public async Task A_program_without_settings_names_all_of_them_at_once_and_ends(
        string folder, string assembly, params string[] named)
    {
        var start = new ProcessStartInfo("dotnet", [ChildProcess.ProgramOf(folder, assembly)])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_ENVIRONMENT"] = start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience);

        Assert.Equal(1, process.ExitCode);
        Assert.Empty(await output);
        var lines = (await errors).TrimEnd().Split('\n');
        Assert.EndsWith("does not start, because its settings are wrong:", lines[0], StringComparison.Ordinal);
        Assert.All(named, name => Assert.Contains(
            lines, line => line.StartsWith($"  {name} is missing; ", StringComparison.Ordinal)));
        Assert.All(lines[1..], line => Assert.Contains(" is missing; ", line, StringComparison.Ordinal));
    }
}
