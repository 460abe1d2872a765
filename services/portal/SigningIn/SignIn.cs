using System.Globalization;
using Caisse.Portal.Layout;
using Caisse.ServiceDefaults;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace Caisse.Portal.SigningIn;

/// <summary>
/// The portal as a confidential client of identity (OpenID Connect, code with PKCE). Tokens never reach the
/// browser: it has one cookie, and the session is in the portal's database. Without
/// <c>Portal:ClientSecret</c> nobody can sign in, and pages offer it to nobody.
/// </summary>
static class SignIn
{
    internal const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    /// <summary>Names, in what is handed to identity, the caisse a person signs in to.</summary>
    internal const string Caisse = "caisse";

    /// <summary>A session that nobody uses ends after this long.</summary>
    static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    internal static void AddSignIn(this WebApplicationBuilder builder)
    {
        var offer = SignInOffer.Of(builder.Configuration);
        var issuer = new Uri(Tokens.Issuer(builder.Configuration));
        var isSecure = issuer.Scheme == Uri.UriSchemeHttps;
        builder.Services.AddSingleton(offer);
        builder.Services.AddScoped<Who>();
        builder.Services.AddSingleton<Sessions>();
        builder.Services.AddSingleton<RefreshTokens>();
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddAuthorization();
        var authentication = builder.Services.AddAuthentication(Scheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = OwnCookies.NameOf("portail", isSecure);
            cookie.Cookie.SecurePolicy = OwnCookies.PolicyOf(isSecure);
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.ExpireTimeSpan = Lifetime;
            cookie.SlidingExpiration = true;
            cookie.LoginPath = StartSignIn.Address;
            cookie.ReturnUrlParameter = StartSignIn.Return;
            cookie.Events.OnValidatePrincipal = context => context.HttpContext.RequestServices
                .GetRequiredService<RefreshTokens>().KeepFreshAsync(context);
        });
        builder.Services.AddOptions<CookieAuthenticationOptions>(Scheme)
            .Configure<Sessions>((cookie, sessions) => cookie.SessionStore = sessions);
        if (offer.IsOpen)
        {
            authentication.AddOpenIdConnect(connect => Configure(connect, builder, issuer));
        }
    }

    static void Configure(OpenIdConnectOptions connect, WebApplicationBuilder builder, Uri issuer)
    {
        connect.Authority = issuer.AbsoluteUri;
        connect.RequireHttpsMetadata = issuer.Scheme == Uri.UriSchemeHttps;
        connect.ClientId = PortalSettings.ClientId.Of(builder.Configuration);
        connect.ClientSecret = PortalSettings.ClientSecret.Of(builder.Configuration);
        connect.ResponseType = "code";
        connect.ResponseMode = "query";
        connect.UsePkce = true;
        connect.SaveTokens = true;
        connect.MapInboundClaims = false;
        connect.PushedAuthorizationBehavior = PushedAuthorizationBehavior.UseIfAvailable;
        connect.TokenValidationParameters.NameClaimType = "name";
        connect.TokenValidationParameters.ValidIssuers =
            [issuer.AbsoluteUri.TrimEnd('/'), $"{issuer.AbsoluteUri.TrimEnd('/')}/"];
        foreach (var scope in (string[])["email", "offline_access"])
        {
            connect.Scope.Add(scope);
        }
        // Answers come by a link, so cookies that follow links are enough, also without TLS on a developer's
        // machine.
        connect.CorrelationCookie.SameSite = connect.NonceCookie.SameSite = SameSiteMode.Lax;
        connect.CorrelationCookie.SecurePolicy = connect.NonceCookie.SecurePolicy =
            CookieSecurePolicy.SameAsRequest;
        connect.Events.OnRedirectToIdentityProvider = context =>
        {
            context.ProtocolMessage.UiLocales = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
            if (context.Properties.Items.TryGetValue(Caisse, out var caisse))
            {
                context.ProtocolMessage.SetParameter(Caisse, caisse);
            }
            return Task.CompletedTask;
        };
        // Refused, or a link of yesterday: back to where signing in begins, never a page of errors.
        connect.Events.OnRemoteFailure = context =>
        {
            context.HandleResponse();
            context.Response.Redirect(NotSignedIn.Address);
            return Task.CompletedTask;
        };
    }
}

/// <summary>Whether signing in is offered: identity knows the portal only by a secret they share.</summary>
sealed record SignInOffer(bool IsOpen)
{
    internal static SignInOffer Of(IConfiguration configuration) =>
        new(PortalSettings.ClientSecret.Of(configuration) is not null);
}
