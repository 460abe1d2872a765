using System.Text.Json;
using Caisse.Contracts.Membership;

namespace Caisse.ServiceDefaults;

/// <summary>How a service tells a person everything that it holds about them.</summary>
public static class AnswerPersonalDataRequested
{
    /// <summary>Rows of one section at most: more movements than a household makes in a lifetime.</summary>
    const int MostRows = 50_000;

    /// <summary>
    /// Answers with the rows of each section, and with who did what to the person or their household
    /// according to the service's own audit trail.
    /// </summary>
    /// <param name="work">The transaction the request is heard in.</param>
    /// <param name="requested">The request.</param>
    /// <param name="service">The service's name.</param>
    /// <param name="sections">Statements by name of section; they may use @Caisse, @MemberId, @HouseholdIds
    /// and @MostRows.</param>
    /// <param name="known">What is no row of the database as it is, by name of section.</param>
    public static async Task AnswerAsync(
        this Work work, PersonalDataRequested requested, string service,
        IReadOnlyDictionary<string, string> sections, IReadOnlyDictionary<string, object?>? known = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(requested);
        ArgumentNullException.ThrowIfNull(sections);
        var held = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (section, content) in known ?? new Dictionary<string, object?>())
        {
            held[section] = content;
        }
        var about = new
        {
            work.Caisse, requested.MemberId, HouseholdIds = requested.HouseholdIds.ToArray(), MostRows,
            Ids = requested.HouseholdIds.Append(requested.MemberId).Select(id => id.ToString()).ToArray(),
        };
        foreach (var (section, sql) in sections.Append(new("auditTrail", ReadTrail)))
        {
            held[section] = await work.ListAsync<object>(sql, about);
        }
        var content64 = Convert.ToBase64String(SealedLetter.Seal(
            Convert.FromBase64String(requested.PublicKey),
            JsonSerializer.SerializeToUtf8Bytes(held, CaisseJson.Events)));
        await work.PublishAsync(
            new PersonalDataCollected(work.Caisse, requested.ExportId, service, content64, work.Now));
    }

    /// <summary>Lists that staff looked at name all whom they showed.</summary>
    const string ReadTrail =
        """
        select at, actor, action from audit
        where caisse_id = @Caisse and (subject = any(@Ids) or after -> 'ids' ?| @Ids)
        order by audit_id limit @MostRows
        """;
}
