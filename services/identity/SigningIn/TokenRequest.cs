using System.Text;

namespace Caisse.Identity.SigningIn;

/// <summary>
/// A request for a token, read from its form and, for credentials, from HTTP Basic (RFC 6749 section 2.3.1).
/// </summary>
sealed record TokenRequest(string ClientId, string ClientSecret, IReadOnlyList<string> Scopes)
{
    internal const string ClientCredentials = "client_credentials";
    internal const string FormType = "application/x-www-form-urlencoded";

    const string Basic = "Basic ";
    const int LongestCredential = 200;
    const int MostScopes = 20;

    internal static async Task<(TokenRequest? Request, TokenError? Error)> ReadAsync(
        HttpRequest http, CancellationToken cancel)
    {
        if (http.ContentType?.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) != true)
        {
            return (null, TokenError.InvalidRequest($"Send {FormType}."));
        }
        IFormCollection form;
        try
        {
            form = await http.ReadFormAsync(cancel);
        }
        catch (Exception exception) when (
            exception is InvalidDataException or BadHttpRequestException or IOException)
        {
            return (null, TokenError.InvalidRequest("The form cannot be read."));
        }
        if (form.FirstOrDefault(field => field.Value.Count > 1).Key is { } twice)
        {
            return (null, TokenError.InvalidRequest($"{twice} is there more than once."));
        }
        return form["grant_type"].ToString() switch
        {
            "" => (null, TokenError.InvalidRequest("grant_type is missing.")),
            ClientCredentials => Read(form, http.Headers.Authorization.ToString()),
            _ => (null, TokenError.UnsupportedGrantType),
        };
    }

    static (TokenRequest?, TokenError?) Read(IFormCollection form, string authorization)
    {
        var scopes = form["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var inForm = (Id: form["client_id"].ToString(), Secret: form["client_secret"].ToString());
        var inHeader = ReadBasic(authorization);
        if (inHeader is not null
            && (inForm.Secret.Length > 0 || (inForm.Id.Length > 0 && inForm.Id != inHeader.Value.Id)))
        {
            return (
                null, TokenError.InvalidRequest("Send the credentials either in the header or in the form."));
        }
        var (id, secret) = inHeader ?? inForm;
        return scopes.Length > MostScopes
            ? (null, TokenError.InvalidRequest($"Ask for at most {MostScopes} scopes."))
            : IsCredential(id) && IsCredential(secret) ? (new TokenRequest(id, secret, scopes), null)
            : (null, TokenError.InvalidClient);
    }

    static (string Id, string Secret)? ReadBasic(string authorization)
    {
        if (!authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        var encoded = authorization[Basic.Length..].Trim();
        var bytes = new byte[encoded.Length];
        var parts = Convert.TryFromBase64String(encoded, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2)
            : [];
        return parts.Length == 2 ? (Decode(parts[0]), Decode(parts[1])) : ("", "");
    }

    static string Decode(string formEncoded) => Uri.UnescapeDataString(formEncoded.Replace('+', ' '));

    /// <summary>
    /// Credentials are printable ASCII (RFC 6749 appendix A), which the database can always be asked about.
    /// </summary>
    static bool IsCredential(string text) =>
        text.Length is > 0 and <= LongestCredential && text.All(letter => letter is >= ' ' and <= '~');
}
