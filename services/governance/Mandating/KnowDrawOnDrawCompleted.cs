using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Mandating;

/// <summary>Keeps who was drawn by lot, for which body: a draw may fill its mandates.</summary>
[Consumer("KnowDrawOnDrawCompleted")]
sealed class KnowDrawOnDrawCompleted : IHandle<DrawCompleted>
{
    public async Task HandleAsync(DrawCompleted happened, Work work, CancellationToken cancel)
    {
        await work.ExecuteAsync(InsertDraw, new { work.Caisse, happened.DrawId, happened.BodyId });
        await SeatAsync(work, happened.DrawId, happened.PersonIds);
    }

    internal static Task SeatAsync(Work work, Guid drawId, IReadOnlyList<Guid> personIds) =>
        work.ExecuteAsync(InsertPeople, new { work.Caisse, drawId, PersonIds = personIds.ToArray() });

    const string InsertDraw =
        """
        insert into known_draw (caisse_id, draw_id, body_id) values (@Caisse, @DrawId, @BodyId)
        on conflict do nothing
        """;

    const string InsertPeople =
        """
        insert into drawn_person (caisse_id, draw_id, person_id)
        select @Caisse, @drawId, person_id from unnest(@PersonIds) as person_id order by person_id
        on conflict do nothing
        """;
}
