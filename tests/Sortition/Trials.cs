using FsCheck;
using Microsoft.FSharp.Core;

namespace Caisse.Sortition.Tests;

/// <summary>
/// The cases on which a property is tried: the same in every run, so that what fails is what was changed; new
/// ones with CAISSE_EXPLORE=1. A pool that is found to fail is kept as a case of its own.
/// </summary>
static class Trials
{
    const ulong Seed = 2026;

    static readonly bool Explores = Environment.GetEnvironmentVariable("CAISSE_EXPLORE") is not null;

    internal static Config Of(int count, int? exploring = null)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(Explores ? exploring ?? count : count);
        return Explores
            ? config
            : config.WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(Seed), FSharpOption<int>.None)));
    }
}
