namespace Caisse.Membership.ProtectingData;

/// <summary>Where an export stands, and whose answers it waits for.</summary>
static class ExportState
{
    internal const string Collecting = "collecting";
    internal const string Complete = "complete";

    /// <summary>Every service of the platform: those that hold nothing answer that they do.</summary>
    internal static IReadOnlyList<string> Asked { get; } =
        ["contributions", "governance", "identity", "membership", "merchant-network", "wallet"];
}

/// <summary>The private key, base64, under which the answers to one export are opened.</summary>
sealed record ExportKey(string PrivateKey);
