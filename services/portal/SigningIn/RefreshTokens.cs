using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Caisse.Portal.SigningIn;

/// <summary>
/// Keeps the token of a session fresh: when a minute is left, one request asks for a new one, and those
/// beside it wait for the same answer. A refresh token that was used twice would end the whole session.
/// </summary>
sealed class RefreshTokens(
    IOptionsMonitor<OpenIdConnectOptions> options, TimeProvider clock, ILogger<RefreshTokens> logger)
{
    const string AccessToken = "access_token", RefreshToken = "refresh_token", ExpiresAt = "expires_at";

    static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>
    /// For how long requests that read the session before it was renewed get the same answer.
    /// </summary>
    static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);

    readonly ConcurrentDictionary<string, Lazy<Task<OpenIdConnectMessage?>>> asked = [];

    internal async Task KeepFreshAsync(CookieValidatePrincipalContext context)
    {
        if (context.Properties.GetTokenValue(RefreshToken) is not { } refresh
            || !IsEnding(context.Properties))
        {
            return;
        }
        var answer = asked.GetOrAdd(
            refresh, token => new Lazy<Task<OpenIdConnectMessage?>>(() => AskAsync(token)));
        OpenIdConnectMessage? tokens;
        try
        {
            tokens = await answer.Value;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // Identity is away: the session stays, and the next request asks again.
            asked.TryRemove(refresh, out _);
            logger.LogWarning("A token was not renewed: {Reason}", exception.Message);
            return;
        }
        if (tokens is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(SignIn.Scheme);
            return;
        }
        Keep(context.Properties, tokens);
        context.ShouldRenew = true;
    }

    bool IsEnding(AuthenticationProperties properties) =>
        !DateTimeOffset.TryParse(
            properties.GetTokenValue(ExpiresAt), CultureInfo.InvariantCulture, out var ends)
        || ends - clock.GetUtcNow() < Margin;

    void Keep(AuthenticationProperties properties, OpenIdConnectMessage tokens)
    {
        properties.UpdateTokenValue(AccessToken, tokens.AccessToken);
        properties.UpdateTokenValue(
            RefreshToken, tokens.RefreshToken ?? properties.GetTokenValue(RefreshToken)!);
        var seconds = int.Parse(tokens.ExpiresIn, CultureInfo.InvariantCulture);
        properties.UpdateTokenValue(
            ExpiresAt, clock.GetUtcNow().AddSeconds(seconds).ToString("O", CultureInfo.InvariantCulture));
    }

    /// <summary>New tokens; null when identity says that the session is over.</summary>
    async Task<OpenIdConnectMessage?> AskAsync(string refresh)
    {
        var connect = options.Get(OpenIdConnectDefaults.AuthenticationScheme);
        var known = await connect.ConfigurationManager!.GetConfigurationAsync(CancellationToken.None);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = RefreshToken,
            [RefreshToken] = refresh,
            ["client_id"] = connect.ClientId!,
            ["client_secret"] = connect.ClientSecret!,
        });
        using var response = await connect.Backchannel.PostAsync(known.TokenEndpoint, form);
        _ = Task.Delay(Remembered, clock).ContinueWith(
            _ => asked.TryRemove(refresh, out Lazy<Task<OpenIdConnectMessage?>>? _), TaskScheduler.Default);
        if ((int)response.StatusCode >= StatusCodes.Status500InternalServerError
            || response.StatusCode == System.Net.HttpStatusCode.TooManyRequests)
        {
            throw new HttpRequestException($"identity answered {(int)response.StatusCode}");
        }
        return response.IsSuccessStatusCode
            ? new OpenIdConnectMessage(await response.Content.ReadAsStringAsync())
            : null;
    }
}
