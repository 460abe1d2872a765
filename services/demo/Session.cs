using System.Net.Http.Json;
using System.Text.Json;

namespace Caisse.Demo;

/// <summary>Someone's credentials, and the token they are worth.</summary>
sealed class Session(string clientId, string clientSecret)
{
    static readonly TimeSpan Early = TimeSpan.FromMinutes(1);

    readonly Lock signingIn = new();
    Task<Token>? current;

    /// <summary>The session of someone whose credentials the platform has just answered.</summary>
    internal static Session Of(JsonElement answer) =>
        new(answer.GetProperty("clientId").GetString()!, answer.GetProperty("clientSecret").GetString()!);

    internal string ClientId => clientId;

    internal string ClientSecret => clientSecret;

    /// <summary>Signs in again at the next call.</summary>
    internal void Forget()
    {
        lock (signingIn)
        {
            current = null;
        }
    }

    /// <summary>A token that is good for a while yet; callers at the same time share one sign-in.</summary>
    /// <exception cref="HttpRequestException">
    /// Identity does not answer, or does not know the credentials (yet).
    /// </exception>
    internal async Task<string> TokenAsync(HttpClient http)
    {
        Task<Token> signIn;
        lock (signingIn)
        {
            if (current is null or { IsFaulted: true } or { IsCanceled: true }
                || (current.IsCompletedSuccessfully
                    && current.Result.Expires - Early < TimeProvider.System.GetUtcNow()))
            {
                current = SignInAsync(http);
            }
            signIn = current;
        }
        return (await signIn).Value;
    }

    async Task<Token> SignInAsync(HttpClient http)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = clientId,
            ["client_secret"] = clientSecret,
        });
        using var response = await http.PostAsync(new Uri("/oauth/token", UriKind.Relative), form);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return new Token(
            answer.GetProperty("access_token").GetString()!,
            TimeProvider.System.GetUtcNow().AddSeconds(answer.GetProperty("expires_in").GetInt32()));
    }

    sealed record Token(string Value, DateTimeOffset Expires);
}
