using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Caisse.ServiceDefaults;

/// <summary>
/// A named "no" (RFC 9457): a stable type, words a person can act on, and the numbers that matter. Refusals
/// are values; exceptions are bugs or outages.
/// </summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Type">Kebab-case name, the last part of the problem's type.</param>
/// <param name="Detail">What is wrong, in English.</param>
public sealed record Refusal(int Status, string Type, string Detail) : IResult
{
    const string TypePrefix = "https://caisse.example/problems/";

    /// <summary>The same words in French, given to those who ask for French.</summary>
    public string? DetailInFrench { get; init; }

    /// <summary>Numbers and names that matter, as members of the problem.</summary>
    public IReadOnlyDictionary<string, object?> Facts { get; init; } = new Dictionary<string, object?>();

    /// <summary>After how long the same request may succeed; null where it will not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>503: not now; nothing was changed, the same request may be sent again.</summary>
    public static Refusal Later(string type, string detail, TimeSpan retryAfter) =>
        new(StatusCodes.Status503ServiceUnavailable, type, detail) { RetryAfter = retryAfter };

    /// <summary>400: the request is malformed.</summary>
    public static Refusal BadRequest(string type, string detail) =>
        new(StatusCodes.Status400BadRequest, type, detail);

    /// <summary>404: there is no such thing in this caisse.</summary>
    public static Refusal NotFound(string what, object id) =>
        new(StatusCodes.Status404NotFound, "not-found", $"There is no {what} {id} in this caisse.");

    /// <summary>404: the caisse does not exist, or is not the caller's.</summary>
    public static Refusal NoSuchCaisse(string slug) =>
        new(StatusCodes.Status404NotFound, "not-found", $"There is no caisse \"{slug}\" that you may see.");

    /// <summary>409: the state of things does not allow it.</summary>
    public static Refusal Conflict(string type, string detail) =>
        new(StatusCodes.Status409Conflict, type, detail);

    /// <summary>422: well formed, but it cannot mean what it says.</summary>
    public static Refusal Unprocessable(string type, string detail) =>
        new(StatusCodes.Status422UnprocessableEntity, type, detail);

    /// <summary>The same refusal with one more fact.</summary>
    public Refusal With(string name, object? value) =>
        this with { Facts = new Dictionary<string, object?>(Facts) { [name] = value } };

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (RetryAfter is { } delay)
        {
            httpContext.Response.Headers.RetryAfter =
                ((int)Math.Ceiling(delay.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }
        var problem = ToProblem(AnswerForm.Of(httpContext));
        return Results.Json(problem, CaisseJson.Http, "application/problem+json", Status)
            .ExecuteAsync(httpContext);
    }

    internal ProblemDetails ToProblem(AnswerForm form) =>
        new()
        {
            Type = TypePrefix + Type,
            Title = char.ToUpperInvariant(Type[0]) + Type[1..].Replace('-', ' '),
            Status = Status,
            Detail = form.IsFrench ? DetailInFrench ?? Detail : Detail,
            Instance = form.Path,
            Extensions = new Dictionary<string, object?>(Facts),
        };
}

static class Language
{
    internal static bool IsFrench(HttpContext http) =>
        http.Request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(language => language.Quality ?? 1)
            .Select(language => language.Value.Value ?? "")
            .FirstOrDefault(language => language.Length >= 2 && language[..2] is "fr" or "en")?
            .StartsWith("fr", StringComparison.OrdinalIgnoreCase) ?? false;
}
