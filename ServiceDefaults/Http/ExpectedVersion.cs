using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Caisse.ServiceDefaults;

/// <summary>The <c>If-Match</c> of a request that edits: the version its author had read.</summary>
/// <param name="Version">The version, from the <c>ETag</c> of an earlier answer.</param>
public sealed record ExpectedVersion(long Version) : IEndpointParameterMetadataProvider
{
    /// <inheritdoc />
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder?.Metadata.Add(new TakesVersion());

    /// <summary>Reads the version from the request's headers.</summary>
    /// <exception cref="BadHttpRequestException">The header is missing (428) or not an ETag of
    /// ours (400).</exception>
    public static ValueTask<ExpectedVersion> BindAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var tag = http.Request.Headers.IfMatch.ToString();
        if (tag.Length == 0)
        {
            throw new BadHttpRequestException(
                "Send If-Match with the ETag you read, so that nobody's change is overwritten unseen.",
                StatusCodes.Status428PreconditionRequired);
        }
        return long.TryParse(tag.Trim('"'), out var version)
            ? ValueTask.FromResult(new ExpectedVersion(version))
            : throw new BadHttpRequestException("If-Match must be an ETag such as \"3\".");
    }

    /// <summary>412 when the thing has changed since; null when it has not.</summary>
    public Refusal? Mismatch(long current) => current == Version
        ? null
        : new Refusal(
            StatusCodes.Status412PreconditionFailed, "changed-since",
            $"It is at version {current} now; you had read version {Version}. Read it again.");
}

/// <summary>Says that an endpoint takes an <c>If-Match</c>.</summary>
sealed record TakesVersion;
