namespace Caisse.ServiceDefaults;

/// <summary>Writes down each look that staff take at the personal data of others.</summary>
public static class RecordLook
{
    /// <summary>
    /// Adds a line to the audit trail that names whose data was shown, and so is in the trail that each of
    /// them is given; the caller commits.
    /// </summary>
    /// <param name="work">The transaction, in the name of who looks.</param>
    /// <param name="action">What they did, as the audit trail names it.</param>
    /// <param name="ids">The people, households or applications that were shown.</param>
    /// <param name="subject">What they were found in; null for themselves, or for their number.</param>
    public static Task RecordLookAsync(
        this Work work, string action, IReadOnlyList<Guid> ids, object? subject = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(ids);
        return work.AuditAsync(
            action, subject ?? (ids is [var one] ? one : $"{ids.Count}"), null, new { ids });
    }
}
