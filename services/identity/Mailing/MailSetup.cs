using Caisse.ServiceDefaults;

namespace Caisse.Identity.Mailing;

/// <summary>How mail leaves: <c>Mail:Host</c>, or <c>Mail:Folder</c> in development and tests.</summary>
static class MailSetup
{
    const int DefaultPort = 587;

    internal static void AddMail(this ServiceRegistration service)
    {
        service.Services.AddSingleton<Letterbox>();
        service.Services.AddSingleton(provider => Choose(
            provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<IHostEnvironment>()));
        service.Services.AddHostedService<DeliverLetters>();
    }

    internal static IDelivery Choose(IConfiguration configuration, IHostEnvironment environment)
    {
        if (configuration["Mail:Host"] is { Length: > 0 } host)
        {
            return new SmtpDelivery(
                host, configuration.GetValue("Mail:Port", DefaultPort), configuration["Mail:User"],
                configuration["Mail:Password"]);
        }
        if (configuration["Mail:Folder"] is { Length: > 0 } folder)
        {
            return new FolderDelivery(folder);
        }
        // Codes that sign people in must not lie about in a folder that nobody chose.
        return environment.IsDevelopment()
            ? new FolderDelivery(Path.Combine(Path.GetTempPath(), "caisse-mail"))
            : throw new InvalidOperationException(
                "Set Mail:Host (and Mail:Port, Mail:From), or people cannot sign in with codes.");
    }
}
