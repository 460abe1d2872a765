namespace Caisse.Membership.Applying;

/// <summary>Where an application stands.</summary>
static class ApplicationState
{
    internal const string Received = "received";
    internal const string Admitted = "admitted";
    internal const string Refused = "refused";

    internal static IReadOnlyList<string> All { get; } = [Received, Admitted, Refused];
}
