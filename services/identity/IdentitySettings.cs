using Caisse.ServiceDefaults;
using MimeKit;

namespace Caisse.Identity;

/// <summary>What identity reads from its environment beside what every service does.</summary>
static class IdentitySettings
{
    const int MaxClientIdLength = 200, MinSecretLength = 32, MaxSecretLength = 200;
    const int MaxMailText = 255;

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

    internal static readonly Setting<string> PortalClientId = SettingKinds.Text(
        "Portal:ClientId", "the portal's name as a client", 1, MaxClientIdLength) with
    {
        IsOptional = true,
        Otherwise = "portal",
    };

    internal static readonly Setting<string> PortalClientSecret = SettingKinds.Text(
        "Portal:ClientSecret", "the portal signs people in with it", MinSecretLength, MaxSecretLength) with
    {
        IsOptional = true,
    };

    internal static readonly Setting<string> MailHost = SettingKinds.Text(
        "Mail:Host", "the server that carries codes and invitations", 1, MaxMailText) with
    {
        Substitute = "Mail:Folder",
    };

    /// <summary>Outside development, codes that sign people in lie only where somebody chose.</summary>
    internal static readonly Setting<string> MailFolder = SettingKinds.Text(
        MailHost.Substitute!, "mail is written there instead, one file a message", 1, MaxMailText) with
    {
        IsOptional = true,
        InDevelopment = Path.Combine(Path.GetTempPath(), "caisse-mail"),
    };

    internal static readonly Setting<int> MailPort = SettingKinds.Number(
        "Mail:Port", "the mail server's port", 1, ushort.MaxValue, 587);

    internal static readonly Setting<string> MailFrom = new(
        "Mail:From", "a mail address, with a name or without", "who mail comes from",
        text => MailboxAddress.TryParse(text, out _) ? new(text) : null)
    {
        IsOptional = true,
        Otherwise = "Caisse <ne-pas-repondre@localhost>",
    };

    internal static readonly Setting<string> MailUser = SettingKinds.Text(
        "Mail:User", "signs in to the mail server", 1, MaxMailText) with
    {
        IsOptional = true,
        Partner = "Mail:Password",
    };

    internal static readonly Setting<string> MailPassword = SettingKinds.Text(
        MailUser.Partner!, "signs in to the mail server", 1, MaxMailText) with
    {
        IsOptional = true,
        Partner = MailUser.Name,
    };

    internal static IReadOnlyList<Setting> All =>
    [
        KeyEncryptionKey, OperatorClientId, OperatorClientSecret, PortalClientId, PortalClientSecret,
        MailHost, MailFolder, MailPort, MailFrom, MailUser, MailPassword,
    ];
}
