using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.ProtectingData;

/// <summary>
/// Keeps what a service answered, still sealed; the last answer completes the export. One that was deleted in
/// the meantime is not brought back.
/// </summary>
[Consumer("KeepPartOnPersonalDataCollected")]
sealed class KeepPartOnPersonalDataCollected : IHandle<PersonalDataCollected>
{
    public async Task HandleAsync(PersonalDataCollected collected, Work work, CancellationToken cancel)
    {
        // Two answers at the same instant take turns here, so that one of them sees that all have come.
        if (await work.FindAsync<Guid?>(Hold, new { work.Caisse, collected.ExportId }) is null)
        {
            return;
        }
        await work.ExecuteAsync(Insert, new
        {
            work.Caisse, collected.ExportId, collected.Service,
            Content = Convert.FromBase64String(collected.SealedContent), work.Now,
        });
        await work.ExecuteAsync(
            Complete, new
            {
                work.Caisse, collected.ExportId, Asked = ExportState.Asked.ToArray(),
                ExportState.Asked.Count, work.Now,
            });
    }

    const string Hold =
        """
        select export_id from personal_export
        where caisse_id = @Caisse and export_id = @ExportId and completed_at is null
        for update
        """;

    const string Insert =
        """
        insert into personal_export_part (caisse_id, export_id, service, sealed_content, collected_at)
        values (@Caisse, @ExportId, @Service, @Content, @Now)
        on conflict do nothing
        """;

    const string Complete =
        """
        update personal_export set completed_at = @Now
        where caisse_id = @Caisse and export_id = @ExportId and (
            select count(*) from personal_export_part
            where caisse_id = @Caisse and export_id = @ExportId and service = any(@Asked)) = @Count
        """;
}
