using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Importing;

/// <summary>
/// Before the service answers, turns what earlier versions kept of a file's references in plain into digests:
/// some rows per transaction, so that it goes on where it was interrupted, and finds nothing to do the next
/// time.
/// </summary>
sealed class DigestPlainReferences(Database database, Caisses caisses, SearchDigests digests) : IHostedService
{
    /// <summary>Names this worker in the audit trail; it never changes.</summary>
    const string Actor = "DigestPlainReferences";

    const int RowsAtOnce = 500;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var caisse in await caisses.ListAsync(cancellationToken))
        {
            int digested;
            do
            {
                await using var work = await database.BeginAsync(
                    caisse.CaisseId, Actor, cancellationToken);
                var rows = await work.ListAsync<PlainRow>(Hold, new { work.Caisse, RowsAtOnce });
                digested = await work.ExecuteAsync(Digest, new
                {
                    work.Caisse,
                    HouseholdIds = rows.Select(row => row.HouseholdId).ToArray(),
                    Digests = rows.Select(row => digests.OfReference(work.Caisse, row.Reference)).ToArray(),
                });
                await work.CommitAsync(cancellationToken);
            }
            while (digested > 0);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    sealed record PlainRow(Guid HouseholdId, string Reference);

    const string Hold =
        """
        select household_id, reference from imported_household
        where caisse_id = @Caisse and reference is not null
        order by household_id limit @RowsAtOnce
        for update
        """;

    const string Digest =
        """
        update imported_household set reference = null, reference_digest = digest
        from unnest(@HouseholdIds, @Digests) as known (id, digest)
        where caisse_id = @Caisse and household_id = id
        """;
}
