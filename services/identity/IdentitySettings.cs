using Caisse.ServiceDefaults;

namespace Caisse.Identity;

/// <summary>What identity reads from its environment beside what every service does.</summary>
static class IdentitySettings
{
    const int MaxClientIdLength = 200, MinSecretLength = 32, MaxSecretLength = 200;

    internal static readonly Setting<byte[]> KeyEncryptionKey = SettingKinds.Key(
        "Identity:KeyEncryptionKey", "signing keys are stored encrypted under it",
        "The development key of the common food funds; it protects nothing.");

    internal static readonly Setting<string> OperatorClientId = SettingKinds.Text(
        "Bootstrap:OperatorClientId", "who the first operator is", 1, MaxClientIdLength) with
    {
        IsOptional = true,
        Partner = "Bootstrap:OperatorClientSecret",
    };

    internal static readonly Setting<string> OperatorClientSecret = SettingKinds.Text(
        "Bootstrap:OperatorClientSecret", "the first operator signs in with it", MinSecretLength,
        MaxSecretLength) with
    {
        IsOptional = true,
        Partner = OperatorClientId.Name,
    };

    internal static IReadOnlyList<Setting> All => [KeyEncryptionKey, OperatorClientId, OperatorClientSecret];
}
