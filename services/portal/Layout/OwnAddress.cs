namespace Caisse.Portal.Layout;

/// <summary>Where a person goes back to: a path of this site, never an address of another.</summary>
static class OwnAddress
{
    internal static string Of(string? asked, string otherwise) =>
        asked is ['/', ..] && !asked.StartsWith("//", StringComparison.Ordinal)
        && !asked.Contains('\\', StringComparison.Ordinal) && !asked.Any(char.IsControl)
            ? asked
            : otherwise;
}
