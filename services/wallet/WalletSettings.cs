using Caisse.ServiceDefaults;

namespace Caisse.Wallet;

/// <summary>What the wallet reads from its environment beside what every service does.</summary>
static class WalletSettings
{
    internal static readonly Setting<byte[]> PinKey =
        SettingKinds.Key("Cards:PinKey", "PINs are hashed under it", "development only");

    internal static readonly Setting<byte[]> SerialKey =
        SettingKinds.Key("Vouchers:SerialKey", "serials of vouchers are made under it", "development only");

    internal static IReadOnlyList<Setting> All => [PinKey, SerialKey];
}
