using Caisse.Identity.Keys;
using Caisse.Identity.Pages;
using Caisse.Identity.SigningIn;
using Caisse.ServiceDefaults;
using Microsoft.AspNetCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenIddict.Core;
using OpenIddict.EntityFrameworkCore.Models;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers.Protection;

namespace Caisse.Identity.OpenIdConnect;

/// <summary>OpenID Connect by OpenIddict: which flows there are, what differs from its defaults.</summary>
static class OpenIdSetup
{
    /// <summary>A till that lost the answer to a refresh may ask again so long.</summary>
    static readonly TimeSpan ReuseLeeway = TimeSpan.FromSeconds(15);

    static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(2);
    static readonly TimeSpan DeviceCodeLifetime = TimeSpan.FromMinutes(10);
    static readonly TimeSpan PushedLifetime = TimeSpan.FromMinutes(20);
    static readonly TimeSpan RefreshTokenLifetime = TimeSpan.FromDays(30);

    const int DigitsOfUserCode = 8;

    internal static void AddOpenIdConnect(this ServiceRegistration service)
    {
        var services = service.Services;
        services.AddDbContextPool<OpenIdDb>((provider, options) =>
            options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        // Each column of OpenIddict's that this schema does without would be a line of the log at each start.
        services.AddLogging(logging =>
            logging.AddFilter("Microsoft.EntityFrameworkCore.Model", LogLevel.Error));
        services.AddScoped<ClientsThatSignIn>();
        services.AddSingleton<RefusedSignIns>();
        services.AddSingleton<IConfigureOptions<OpenIddictServerOptions>, UseKeyRing>();
        services.AddSingleton<FollowKeyRing>();
        services.AddSingleton<IOptionsChangeTokenSource<OpenIddictServerOptions>>(
            provider => provider.GetRequiredService<FollowKeyRing>());
        services.AddHostedService(provider => provider.GetRequiredService<FollowKeyRing>());
        services.AddHostedService<PruneTokens>();
        services.AddSingleton<IStartupFilter, PublicAddress>();
        // Times of tokens are the machine's, whatever time a request of a demonstration claims.
        services.Configure<OpenIddictCoreOptions>(options => options.TimeProvider = TimeProvider.System);
        services.Configure<OpenIddictServerOptions>(options => options.TimeProvider = TimeProvider.System);
        services.AddOptions<OpenIddictServerOptions>().Configure<IHostEnvironment>((options, host) =>
        {
            if (host.IsDevelopment())
            {
                options.GrantTypes.Add(IPlayedPeople.GrantType);
            }
        });
        services.AddOpenIddict()
            .AddCore(core =>
            {
                core.UseEntityFrameworkCore().UseDbContext<OpenIdDb>();
                core.ReplaceApplicationManager<OpenIddictEntityFrameworkCoreApplication, Applications>();
            })
            .AddServer(server =>
            {
                Endpoints(server);
                Flows(server);
                Differences(server);
            });
    }

    static void Endpoints(OpenIddictServerBuilder server)
    {
        server.SetAuthorizationEndpointUris(Addresses.Authorize)
            .SetPushedAuthorizationEndpointUris("oauth/par")
            .SetTokenEndpointUris(Addresses.Token)
            .SetRevocationEndpointUris("oauth/revoke")
            .SetIntrospectionEndpointUris("oauth/introspect")
            .SetDeviceAuthorizationEndpointUris("oauth/device")
            .SetEndUserVerificationEndpointUris(Addresses.Device)
            .SetEndSessionEndpointUris(Addresses.SignOut)
            .SetJsonWebKeySetEndpointUris(".well-known/jwks.json");
        server.UseAspNetCore()
            .EnableAuthorizationEndpointPassthrough()
            .EnableTokenEndpointPassthrough()
            .EnableEndUserVerificationEndpointPassthrough()
            .EnableEndSessionEndpointPassthrough()
            // The gateway speaks TLS with the world; behind it there is none.
            .DisableTransportSecurityRequirement();
    }

    static void Flows(OpenIddictServerBuilder server)
    {
        server.AllowClientCredentialsFlow()
            .AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange()
            .AllowRefreshTokenFlow()
            .AllowDeviceAuthorizationFlow()
            .SetAccessTokenLifetime(KeySchedule.TokenLifetime)
            .SetAuthorizationCodeLifetime(CodeLifetime)
            .SetDeviceCodeLifetime(DeviceCodeLifetime)
            .SetUserCodeLifetime(DeviceCodeLifetime)
            .SetRefreshTokenLifetime(RefreshTokenLifetime)
            .SetRefreshTokenReuseLeeway(ReuseLeeway)
            .SetUserCodeLength(DigitsOfUserCode)
            .SetUserCodeDisplayFormat("{0}{1}{2}{3}-{4}{5}{6}{7}")
            .DisableAccessTokenEncryption();
        server.RegisterScopes(
            [
                Scopes.OpenId, Scopes.Profile, Scopes.Email, Scopes.OfflineAccess,
                .. Grants.StaffRoles, .. Grants.AppScopes, Grants.Till, Grants.Operator,
            ])
            // Which scopes a client may ask for depends on its caisse: the use cases decide.
            .IgnoreScopePermissions().DisableScopeValidation();
        server.Configure(options =>
        {
            options.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain);
            options.RequestTokenLifetime = PushedLifetime;
        });
    }

    static void Differences(OpenIddictServerBuilder server)
    {
        // Programs sign in far more often than people, and their tokens live a quarter of an hour: a row for
        // each would cost more than all the rest of a sign-in.
        server.AddEventHandler<GenerateTokenContext>(handler => handler.UseInlineHandler(context =>
        {
            if (context.Request?.GrantType is GrantTypes.ClientCredentials or IPlayedPeople.GrantType)
            {
                context.CreateTokenEntry = context.PersistTokenPayload = false;
            }
            return default;
        }).SetOrder(int.MinValue));
        server.AddEventHandler<GenerateTokenContext>(handler => handler.UseInlineHandler(context =>
        {
            context.SecurityTokenDescriptor.NotBefore ??= context.SecurityTokenDescriptor.IssuedAt;
            return default;
        }).SetOrder(GenerateIdentityModelToken.Descriptor.Order - 1));
        server.AddEventHandler<ApplyAuthorizationResponseContext>(handler => handler.UseInlineHandler(
            context => ShowRefusal(context, context.Error, context.RedirectUri)).SetOrder(0));
        server.AddEventHandler<ApplyEndSessionResponseContext>(handler => handler.UseInlineHandler(
            context => ShowRefusal(context, context.Error, null)).SetOrder(0));
        server.AddEventHandler<ApplyTokenResponseContext>(
            handler => handler.UseScopedHandler<NoteRefusedSignIn>().SetOrder(int.MinValue));
        server.AddEventHandler<ApplyTokenResponseContext>(
            handler => handler.UseInlineHandler(SayScopes).SetOrder(int.MinValue + 1));
    }

    /// <summary>
    /// A request so wrong that its client cannot be told: the person is shown a page instead of a line of
    /// text.
    /// </summary>
    static ValueTask ShowRefusal(BaseRequestContext context, string? error, string? redirectUri)
    {
        if (!string.IsNullOrEmpty(error) && string.IsNullOrEmpty(redirectUri)
            && context.Transaction.GetHttpRequest() is { } request)
        {
            request.HttpContext.Response.Redirect(Addresses.RefusedRequest);
            context.HandleRequest();
        }
        return default;
    }

    /// <summary>Clients may rely on the scope also where it is what they asked for.</summary>
    static ValueTask SayScopes(ApplyTokenResponseContext context)
    {
        if (context.Error is null && context.Response.Scope is null)
        {
            context.Response.Scope = context.Request?.Scope;
        }
        return default;
    }
}
