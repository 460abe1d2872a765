using Caisse.Portal.Showing;

namespace Caisse.Portal.OwnDraw;

/// <summary>How far a visitor's draw is, in a sentence.</summary>
static class DrawWords
{
    internal static string Progress(KeptDraw draw) => (draw.State, draw.Progress) switch
    {
        (DrawState.Waiting, _) => Words.Of("own-draw.waiting"),
        (DrawState.Computing, { Level: > 0 } progress) =>
            Words.Of("own-draw.proving", Numbers.Whole(progress.Level), Numbers.Whole(progress.Levels)),
        (DrawState.Computing, { } progress) => Words.Of("own-draw.searching", Numbers.Whole(progress.Panels)),
        (DrawState.Computing, null) => Words.Of("own-draw.starting"),
        _ => Words.Of("own-draw.ended"),
    };
}
