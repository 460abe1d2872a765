using System.Collections.Concurrent;
using Dapper;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Caisse.ServiceDefaults;

/// <summary>A caisse as every service knows it.</summary>
/// <param name="CaisseId">Slug.</param>
/// <param name="Name">Name shown to people.</param>
/// <param name="LegalName">Legal person that holds the euros.</param>
/// <param name="Iban">Account it pays from.</param>
/// <param name="TimeZone">IANA time zone.</param>
public sealed record KnownCaisse(string CaisseId, string Name, string LegalName, string Iban, string TimeZone)
{
    /// <summary>The caisse of a request's address.</summary>
    public static ValueTask<KnownCaisse?> BindAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return ValueTask.FromResult(http.Features.Get<KnownCaisse>());
    }

    /// <summary>The calendar day an instant falls on in the caisse's time zone.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(LocalTimeOf(instant).DateTime);

    /// <summary>An instant on the caisse's clocks.</summary>
    public DateTimeOffset LocalTimeOf(DateTimeOffset instant) =>
        TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(TimeZone));

    /// <summary>The first instant of a calendar day in the caisse's time zone, UTC.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        // Where the clocks go forward at midnight, that day begins an hour later.
        var start = zone.IsInvalidTime(midnight) ? midnight.AddHours(1) : midnight;
        return new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(start, zone), TimeSpan.Zero);
    }
}

/// <summary>
/// The caisses this service has heard of. A caisse never changes once founded, so a hit is kept.
/// </summary>
public sealed class Caisses(NpgsqlDataSource source)
{
    readonly ConcurrentDictionary<string, KnownCaisse> known = new();

    /// <summary>The caisse, or null when this service has not heard of it (yet).</summary>
    public async Task<KnownCaisse?> FindAsync(string slug, CancellationToken cancel)
    {
        if (known.TryGetValue(slug, out var caisse))
        {
            return caisse;
        }
        await using var connection = await source.OpenConnectionAsync(cancel);
        var found = await connection.QuerySingleOrDefaultAsync<KnownCaisse>(
            "select caisse_id, name, legal_name, iban, time_zone from caisse where caisse_id = @slug",
            new { slug });
        return found is null ? null : known.GetOrAdd(slug, found);
    }

    /// <summary>All caisses, by slug.</summary>
    public async Task<IReadOnlyList<KnownCaisse>> ListAsync(CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        return (await connection.QueryAsync<KnownCaisse>(
            "select caisse_id, name, legal_name, iban, time_zone from caisse order by caisse_id")).AsList();
    }
}
