using System.Net.Http.Json;
using System.Text.Json;

namespace Caisse.Demo;

/// <summary>How somebody gets their tokens, and the token they have.</summary>
sealed class Session
{
    /// <summary>By which an operator's program acts as the people it has invited, in development.</summary>
    const string OfInvited = "urn:caisse:grant-type:invitation";


    static readonly TimeSpan Early = TimeSpan.FromMinutes(1);

    readonly Dictionary<string, string> form;
    readonly Lock signingIn = new();
    Task<Token>? current;

    /// <summary>Of a program.</summary>
    internal Session(string clientId, string clientSecret) => form = new()
    {
        ["grant_type"] = "client_credentials",
        ["client_id"] = clientId,
        ["client_secret"] = clientSecret,
    };

    /// <summary>The session of a till whose credentials the platform has just answered.</summary>
    internal static Session OfTill(JsonElement answer) =>
        new(answer.GetProperty("clientId").GetString()!, answer.GetProperty("clientSecret").GetString()!);

    /// <summary>The session of a person who was invited by letter.</summary>
    internal static Session OfPerson(Session platformOperator, JsonElement invitation)
    {
        var code = invitation.GetProperty("letterAddress").GetString()!.Split('/')[^1];
        var person = new Session(
            platformOperator.form["client_id"], platformOperator.form["client_secret"])
        { Code = code };
        (person.form["grant_type"], person.form["invitation"]) = (OfInvited, code);
        return person;
    }

    /// <summary>The code of the letter by which the person was invited; "" for programs.</summary>
    internal string Code { get; private init; } = "";

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
        using var content = new FormUrlEncodedContent(form);
        using var response = await http.PostAsync(new Uri("/oauth/token", UriKind.Relative), content);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return new Token(
            answer.GetProperty("access_token").GetString()!,
            TimeProvider.System.GetUtcNow().AddSeconds(answer.GetProperty("expires_in").GetInt32()));
    }

    sealed record Token(string Value, DateTimeOffset Expires);
}
