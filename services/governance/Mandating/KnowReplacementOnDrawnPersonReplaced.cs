using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Mandating;

/// <summary>Keeps who gave up a seat they were drawn for, and who takes it.</summary>
[Consumer("KnowReplacementOnDrawnPersonReplaced")]
sealed class KnowReplacementOnDrawnPersonReplaced : IHandle<DrawnPersonReplaced>
{
    public async Task HandleAsync(DrawnPersonReplaced happened, Work work, CancellationToken cancel)
    {
        await work.ExecuteAsync(InsertReplaced, new { work.Caisse, happened.DrawId, happened.PersonId });
        if (happened.SuccessorId is { } successor)
        {
            await KnowDrawOnDrawCompleted.SeatAsync(work, happened.DrawId, [successor]);
        }
    }

    const string InsertReplaced =
        """
        insert into replaced_person (caisse_id, draw_id, person_id) values (@Caisse, @DrawId, @PersonId)
        on conflict do nothing
        """;
}
