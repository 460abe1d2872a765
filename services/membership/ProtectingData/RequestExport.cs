using Caisse.Contracts.Membership;
using Caisse.Membership.Domain;
using Caisse.Membership.Households;
using Caisse.Membership.Sealing;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.ProtectingData;

/// <summary>
/// A member, or the coordinator or a guardian for them, asks for everything that the platform knows about
/// them: each service is asked, and the export is complete when all have answered.
/// </summary>
static class RequestExport
{
    internal sealed record StartedExport(Guid Id, Guid MemberId, string State);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/members/{memberId:guid}/export", HandleAsync)
            .Describe(nameof(RequestExport), "Ask for everything that is known about a person.")
            .Accepts202()
            .Allow(Grants.Coordinator, Grants.Member, Grants.Delegate);

    static async Task<Answer<StartedExport>> HandleAsync(
        Guid memberId, Caller caller, Database database, PersonalData personal,
        CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        var today = work.Today;
        if (!await work.MaySeeAllOfAsync(caller, memberId, today)
            || await work.FindSubjectAsync(memberId) is not { } subject)
        {
            return Refusal.NotFound("member", memberId);
        }
        if (subject.ErasedAt is { } erasedAt)
        {
            return subject.IsErasedSince(erasedAt);
        }
        var exportId = Guid.CreateVersion7();
        var isNew = await work.ExecuteAsync(Insert, new { work.Caisse, exportId, memberId, work.Now }) == 1;
        if (isNew)
        {
            await AskAllAsync(work, personal, exportId, subject, today);
            await work.CommitAsync(cancel);
        }
        else
        {
            // One that is being collected goes on, however often it is asked for.
            exportId = await work.OneAsync<Guid>(FindCollecting, new { work.Caisse, memberId });
        }
        return new Answer<StartedExport>
        {
            Value = new StartedExport(exportId, memberId, ExportState.Collecting),
            Location = $"/v1/caisses/{work.Caisse}/members/{memberId}/export",
        };
    }

    static async Task AskAllAsync(
        Work work, PersonalData personal, Guid exportId, DataSubject subject, DateOnly today)
    {
        var (publicKey, privateKey) = SealedLetter.NewKeys();
        await personal.WriteAsync(work, exportId, new ExportKey(Convert.ToBase64String(privateKey)));
        var households = await work.ListAsync<Guid>(
            FindHouseholds, new { work.Caisse, subject.MemberId, today });
        await work.PublishAsync(new PersonalDataRequested(
            work.Caisse, exportId, subject.MemberId, households, Convert.ToBase64String(publicKey),
            work.Now));
        await work.AuditAsync("member.export-requested", subject.MemberId, null, new { exportId });
    }

    const string Insert =
        """
        insert into personal_export (caisse_id, export_id, member_id, requested_at)
        values (@Caisse, @exportId, @memberId, @Now)
        on conflict (caisse_id, member_id) where completed_at is null do nothing
        """;

    /// <summary>
    /// Where they live, and households in which nobody stayed after them: they were the last, or all moved on
    /// to another one. Of one that they left to others, what it did since is not theirs to ask.
    /// </summary>
    const string FindHouseholds =
        """
        select distinct household_id from stay
        where caisse_id = @Caisse and member_id = @MemberId and (
            left_on is null or left_on >= @today or not exists (
                select from stay later
                where later.caisse_id = @Caisse and later.household_id = stay.household_id
                    and later.member_id <> @MemberId
                    and (later.left_on is null or later.left_on > stay.left_on)))
        """;

    const string FindCollecting =
        """
        select export_id from personal_export
        where caisse_id = @Caisse and member_id = @memberId
        order by export_id desc limit 1
        """;
}
