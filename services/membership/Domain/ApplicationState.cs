namespace Caisse.Membership.Domain;

/// <summary>Where an application stands.</summary>
static class ApplicationState
{
    internal const string Received = "received";

    /// <summary>Kept until there is a place: undecided still.</summary>
    internal const string Waiting = "waiting";

    internal const string Admitted = "admitted";
    internal const string Refused = "refused";

    internal static IReadOnlyList<string> All { get; } = [Received, Waiting, Admitted, Refused];

    internal static bool IsUndecided(string state) => state is Received or Waiting;
}
