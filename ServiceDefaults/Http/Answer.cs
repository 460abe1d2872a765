using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace Caisse.ServiceDefaults;

/// <summary>What a thing's version is, for <c>ETag</c> and <c>If-Match</c>.</summary>
public interface IVersioned
{
    /// <summary>Grows by one with each change.</summary>
    long Version { get; }
}

/// <summary>What a use case answers: a value, or a refusal. Converts from both.</summary>
public sealed class Answer<T> : IResult, IEndpointMetadataProvider
{
    /// <summary>The value, when the use case succeeded.</summary>
    public T? Value { get; init; }

    /// <summary>The refusal, when it was refused.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>The answer as it was written down, when it was.</summary>
    public KeptAnswer? Kept { get; init; }

    /// <summary>Where what was created can be read.</summary>
    public string? Location { get; init; }

    /// <summary>For metrics: accepted, repeated, or the type of the refusal.</summary>
    public string Outcome => Refusal?.Type ?? (Value is null ? "repeated" : "accepted");

    /// <summary>The value, with the success status of the endpoint (200 unless it says otherwise).</summary>
    public static implicit operator Answer<T>(T value) => new() { Value = value };

    /// <summary>The refusal.</summary>
    public static implicit operator Answer<T>(Refusal refusal) => new() { Refusal = refusal };

    /// <summary>
    /// The same answer with another value, made of what was kept where the request is repeated: adds what
    /// must not be kept, such as a secret that can be reckoned again.
    /// </summary>
    public Answer<TOther> Map<TOther>(Func<T, TOther> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        if (Refusal is not null || Kept is { IsProblem: true })
        {
            return new Answer<TOther> { Refusal = Refusal, Kept = Kept };
        }
        var value = Kept is null ? Value : JsonSerializer.Deserialize<T>(Kept.Body, CaisseJson.Http);
        return new Answer<TOther> { Value = make(value!), Location = Kept?.Location ?? Location };
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(
            StatusCodes.Status400BadRequest, typeof(ProblemDetails), ["application/problem+json"]));
    }

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (Refusal is not null)
        {
            return Refusal.ExecuteAsync(httpContext);
        }
        var kept = Kept ?? Keep(AnswerForm.Of(httpContext));
        httpContext.Response.StatusCode = kept.Status;
        httpContext.Response.ContentType = kept.IsProblem
            ? "application/problem+json"
            : "application/json; charset=utf-8";
        if (kept.Location is not null)
        {
            httpContext.Response.Headers.Location = kept.Location;
        }
        if (Value is IVersioned versioned)
        {
            httpContext.Response.Headers.ETag = $"\"{versioned.Version}\"";
        }
        return httpContext.Response.WriteAsync(kept.Body, httpContext.RequestAborted);
    }

    internal KeptAnswer Keep(AnswerForm form)
    {
        ArgumentNullException.ThrowIfNull(form);
        return Refusal is null
            ? new KeptAnswer(form.SuccessStatus, Location, JsonSerializer.Serialize(Value, CaisseJson.Http))
            : new KeptAnswer(
                Refusal.Status, null, JsonSerializer.Serialize(Refusal.ToProblem(form), CaisseJson.Http));
    }
}

/// <summary>An answer as it was first given.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Location">Where what was created can be read, or null.</param>
/// <param name="Body">JSON.</param>
public sealed record KeptAnswer(int Status, string? Location, string Body)
{
    internal bool IsProblem => Status >= StatusCodes.Status400BadRequest;
}

/// <summary>What of a request decides how its answer is written.</summary>
/// <param name="Path">The path that was asked.</param>
/// <param name="IsFrench">Whether the caller reads French rather than English.</param>
/// <param name="SuccessStatus">HTTP status when it succeeds.</param>
public sealed record AnswerForm(string Path, bool IsFrench, int SuccessStatus)
{
    /// <summary>Of a request.</summary>
    public static AnswerForm Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var success = http.GetEndpoint()?.Metadata.GetMetadata<SuccessStatus>()?.Status;
        return new AnswerForm(
            http.Request.Path, Language.IsFrench(http), success ?? StatusCodes.Status200OK);
    }
}

/// <summary>The status of an endpoint that succeeds.</summary>
sealed record SuccessStatus(int Status);
