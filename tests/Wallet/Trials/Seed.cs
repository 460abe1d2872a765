using System.Globalization;
using Xunit.Abstractions;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>Seeds of random trials: another one in each run, always printed, and given back to repeat it.</summary>
static class Seed
{
    const string Variable = "CAISSE_SEED";

    internal static int Next(ITestOutputHelper output)
    {
        var seed = int.TryParse(
            Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out var given)
            ? given
            : Random.Shared.Next();
        output.WriteLine($"{Variable}={seed}");
        return seed;
    }
}
