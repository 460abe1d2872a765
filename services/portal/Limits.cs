namespace Caisse.Portal;

/// <summary>What the portal reads and keeps at most.</summary>
static class Limits
{
    /// <summary>Largest form, in bytes.</summary>
    internal const long LargestFormBytes = 64 * 1024;

    /// <summary>Longest text that a field of a form takes, in characters.</summary>
    internal const int LongestText = 200;
}
