using System.Net.Http.Json;
using System.Text.Json;

namespace Caisse.Demo;

/// <summary>Someone's credentials, and the token they are worth.</summary>
sealed class Session(string clientId, string clientSecret)
{
    static readonly TimeSpan Early = TimeSpan.FromMinutes(1);

    readonly SemaphoreSlim signingIn = new(1);
    string? token;
    DateTimeOffset expires;

    internal string ClientId => clientId;

    internal string ClientSecret => clientSecret;

    /// <summary>Signs in again at the next call.</summary>
    internal void Forget() => token = null;

    /// <summary>A token that is good for a while yet.</summary>
    /// <exception cref="HttpRequestException">Identity does not answer, or does not know the credentials (yet).</exception>
    internal async Task<string> TokenAsync(HttpClient http)
    {
        await signingIn.WaitAsync();
        try
        {
            if (token is null || expires - Early < DateTimeOffset.UtcNow)
            {
                using var form = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "client_credentials", ["client_id"] = clientId, ["client_secret"] = clientSecret,
                });
                using var response = await http.PostAsync(new Uri("/oauth/token", UriKind.Relative), form);
                response.EnsureSuccessStatusCode();
                var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
                token = answer.GetProperty("access_token").GetString();
                expires = DateTimeOffset.UtcNow.AddSeconds(answer.GetProperty("expires_in").GetInt32());
            }
            return token!;
        }
        finally
        {
            signingIn.Release();
        }
    }
}
