using Caisse.ServiceDefaults;

namespace Caisse.Identity.Mailing;

/// <summary>How mail leaves: <c>Mail:Host</c>, or <c>Mail:Folder</c> in development and tests.</summary>
static class MailSetup
{
    internal static void AddMail(this ServiceRegistration service)
    {
        service.Services.AddSingleton<Letterbox>();
        service.Services.AddSingleton(_ => Choose(service.Configuration));
        service.AddWorker<DeliverLetters>();
    }

    static IDelivery Choose(IConfiguration configuration) =>
        IdentitySettings.MailHost.Of(configuration) is { } host
            ? new SmtpDelivery(
                host, IdentitySettings.MailPort.Of(configuration),
                IdentitySettings.MailUser.Of(configuration), IdentitySettings.MailPassword.Of(configuration))
            : new FolderDelivery(IdentitySettings.MailFolder.Of(configuration));
}
