using Caisse.Portal.Calling;

namespace Caisse.Portal.Showing;

/// <summary>Why something was not done, as one person would tell another.</summary>
static class ProblemWords
{
    internal static string Of(Problem problem) =>
        problem.IsAway ? Words.Of("act.away")
        : Words.OrNull($"problem.{problem.Type}") is { } known ? known
        : problem.Errors.Count > 0
            ? string.Join(' ', problem.Errors.Select(
                error => $"{error.Key}: {string.Join(' ', error.Value)}"))
        : problem.Detail.Length > 0 ? problem.Detail
        : Words.Of("act.refused");
}
