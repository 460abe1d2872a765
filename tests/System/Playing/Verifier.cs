using System.Diagnostics;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>The command line with which anyone checks a draw, as a process of its own.</summary>
internal static class Verifier
{
    /// <summary>Its exit status, and what it said.</summary>
    internal static async Task<(int Status, string Said)> VerifyAsync(byte[] evidence)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, evidence);
            using var verifier = Process.Start(new ProcessStartInfo(
                "dotnet",
                [ChildProcess.ProgramOf("services/Sortition", "Caisse.Sortition"), "verify", file])
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            var (output, errors) = (
                verifier.StandardOutput.ReadToEndAsync(), verifier.StandardError.ReadToEndAsync());
            await Task.WhenAll(output, errors, verifier.WaitForExitAsync());
            return (verifier.ExitCode, $"{await output}{await errors}".Trim());
        }
        finally
        {
            File.Delete(file);
        }
    }
}
