namespace Caisse.Membership.Domain;

/// <summary>Why someone leaves their household.</summary>
static class DepartureReason
{
    internal const string MovedOut = "moved_out";
    internal const string Death = "death";

    internal static IReadOnlyList<string> All { get; } = [MovedOut, Death, "other"];
}
