using Caisse.ServiceDefaults;

namespace Caisse.Membership.ProtectingData;

/// <summary>Writes down each look that staff take at the personal data of others.</summary>
static class RecordLook
{
    /// <summary>Adds a line to the audit trail that names whose data was shown; the caller commits.</summary>
    /// <param name="work">The transaction, in the name of who looks.</param>
    /// <param name="action">What they did, as the audit trail names it.</param>
    /// <param name="ids">The households, applications or members that were shown.</param>
    internal static Task RecordLookAsync(this Work work, string action, IReadOnlyList<Guid> ids) =>
        work.AuditAsync(action, ids is [var one] ? one : $"{ids.Count}", null, new { ids });
}
