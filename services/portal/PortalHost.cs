using System.Text.Encodings.Web;
using System.Text.Unicode;
using Caisse.Portal.Calling;
using Caisse.Portal.Joining;
using Caisse.Portal.Keeping;
using Caisse.Portal.Layout;
using Caisse.Portal.Managing;
using Caisse.Portal.Member;
using Caisse.Portal.Merchant;
using Caisse.Portal.OwnDraw;
using Caisse.Portal.SigningIn;
using Caisse.Portal.Till;
using Caisse.ServiceDefaults;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Memory;

namespace Caisse.Portal;

/// <summary>
/// The web pages for people, as a table of contents: a client of the gateway and of nothing else.
/// </summary>
public static class PortalHost
{
    const string Name = "portal";

    /// <summary>Builds the portal, its configuration read from the environment and the arguments.</summary>
    /// <exception cref="WrongSettingsException">A setting is missing or wrong.</exception>
    public static WebApplication Build(string[] args)
    {
        // Named here, since the files that pages load are found by this name, whatever program runs it.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(PortalHost).Assembly.GetName().Name,
        });
        builder.CheckSettings(Name, PortalSettings.All);
        builder.WebHost.UseStaticWebAssets().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Limits.LargestFormBytes;
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            .AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddTelemetry(Name);
        builder.AddOwnTables(Name, typeof(PortalHost).Assembly);
        builder.AddSignIn();
        AddPages(builder);
        AddCalling(builder);

        var app = builder.Build();
        app.UsePublicAddress();
        app.UseHeadAsGet();
        app.UseResponseCompression();
        app.UseSecurityHeaders();
        app.UseLanguages();
        app.UseStatusCodePagesWithReExecute(NotThere.Address, createScopeForStatusCodePages: true);
        app.UseExceptionHandler(Broken.Address, createScopeForErrors: true);
        app.UseRouting();
        app.UseAuthentication();
        app.UseCurrentCaisse();
        app.UseKeptForms();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseNoStore();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        app.MapHealthChecks("/health/ready");
        app.MapStaticAssets($"{app.Environment.ApplicationName}.staticwebassets.endpoints.json");
        ChooseLanguage.Map(app);
        StartSignIn.Map(app);
        EndSession.Map(app);
        Sheets.Map(app);
        ServeWorker.Map(app);
        ShowPairingCode.Map(app);
        StatementFile.Map(app);
        DownloadArchive.Map(app);
        DownloadEvidence.Map(app);
        ShowDrawState.Map(app);
        app.MapRazorComponents<App>();
        return app;
    }

    static void AddPages(WebApplicationBuilder builder)
    {
        var isSecure = new Uri(Tokens.Issuer(builder.Configuration)).Scheme == Uri.UriSchemeHttps;
        builder.Services.AddRazorComponents();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddResponseCompression(compression => compression.EnableForHttps = true);
        // Letters with accents are written as they are, not as numbers.
        builder.Services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        builder.Services.AddSingleton<ProtectionKeys>();
        builder.Services.AddDataProtection().SetApplicationName(Name).UseTable();
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = OwnCookies.NameOf("formulaire", isSecure);
            options.Cookie.SecurePolicy = OwnCookies.PolicyOf(isSecure);
        });
        builder.Services.AddSingleton<Contacts>();
        builder.Services.AddSingleton<KeptForm>();
        builder.Services.AddSingleton<OwnDraws>();
        builder.Services.AddScoped<Here>();
        builder.Services.AddScoped<JourneyCookie>();
        builder.Services.AddScoped<SendApplication>();
        builder.Services.AddSingleton<TillShell>();
    }

    static void AddCalling(WebApplicationBuilder builder)
    {
        var address = PortalSettings.Gateway.Of(builder.Configuration);
        builder.Services.AddSingleton<IMemoryCache>(
            new MemoryCache(new MemoryCacheOptions { SizeLimit = PublicRegister.MostAnswers }));
        builder.Services.AddHttpClient<Gateway>(http =>
        {
            http.BaseAddress = address;
            http.Timeout = Gateway.Patience;
            http.MaxResponseContentBufferSize = Gateway.LargestAnswerBytes;
        });
        builder.Services.AddScoped<PublicRegister>();
        builder.Services.AddScoped<OwnHousehold>();
        builder.Services.AddScoped<OwnCaisse>();
        builder.Services.AddScoped<OwnShop>();
    }
}
