using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Caisse.ServiceDefaults;

/// <summary>
/// The platform's clock. In development (<c>Clock:RequestTime=true</c>) a request may say when it
/// happens with the header <c>Caisse-Clock</c>, so that a demonstration can play a year; elsewhere
/// that header is refused.
/// </summary>
public sealed class RequestClock : TimeProvider
{
    /// <summary>Header that says when a request happens, RFC 3339.</summary>
    public const string Header = "Caisse-Clock";

    /// <summary>Within these years a day can be counted on and back from, and no fund is older.</summary>
    const int FirstYear = 2000, LastYear = 2999;

    static readonly AsyncLocal<DateTimeOffset?> Told = new();

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => Told.Value ?? base.GetUtcNow();

    /// <summary>Makes it this instant for the rest of the current asynchronous flow.</summary>
    internal static void Tell(DateTimeOffset instant) => Told.Value = instant.ToUniversalTime();

    internal static async Task Middleware(HttpContext http, RequestDelegate next, bool allowed)
    {
        if (!http.Request.Headers.TryGetValue(Header, out var told))
        {
            await next(http);
            return;
        }
        if (!allowed)
        {
            await Refusal.BadRequest("clock-not-yours", $"The header {Header} is for development only.")
                .ExecuteAsync(http);
            return;
        }
        if (!DateTimeOffset.TryParse(
            told, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            || instant.Year is < FirstYear or > LastYear)
        {
            var malformed =
                $"{Header} is an instant such as 2026-12-01T10:00:00Z, from {FirstYear} to {LastYear}.";
            await Refusal.BadRequest("malformed-clock", malformed).ExecuteAsync(http);
            return;
        }
        Tell(instant);
        await next(http);
    }
}
