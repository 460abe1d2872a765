using Caisse.Membership.Households;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.ProtectingData;

/// <summary>
/// Forgets, once an hour, what nobody needs any more: applications some time after they were refused, people
/// some time after they or their household left or they stood for nobody any more, and exports that lay
/// around to be fetched.
/// </summary>
sealed class EndRetention(
    Database database, Caisses caisses, PersonalData personal, SearchDigests digests,
    IConfiguration configuration, TimeProvider clock, ILogger<EndRetention> logger)
    : RegularWork(Pause, "The end of retention waits", caisses, logger)
{
    /// <summary>Names this worker in the audit trail; it never changes.</summary>
    const string Actor = "EndRetention";

    const int ExportDays = 30;
    const int MostAtOnce = 500;

    static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    readonly int refusedMonths = MembershipSettings.RefusedApplicationMonths.Of(configuration);
    readonly int departedMonths = MembershipSettings.DepartedMemberMonths.Of(configuration);

    protected override async Task<bool> DoSomeAsync(KnownCaisse caisse, CancellationToken cancel)
    {
        await EndAsync(caisse, clock.GetUtcNow(), cancel);
        return false;
    }

    /// <summary>Forgets what is due in a caisse at an instant, at most so much of each kind.</summary>
    internal async Task EndAsync(KnownCaisse caisse, DateTimeOffset now, CancellationToken cancel)
    {
        var refused = now.AddMonths(-refusedMonths);
        var departed = now.AddMonths(-departedMonths);
        await using var work = await database.BeginAsync(caisse.CaisseId, Actor, cancel);
        await ForgetAsync(work, FindRefused, new { work.Caisse, Before = refused, MostAtOnce });
        await ForgetAsync(
            work, FindDeparted, new { work.Caisse, Before = caisse.DayOf(departed), MostAtOnce });
        await ForgetAsync(work, FindDismissed, new { work.Caisse, Before = departed, MostAtOnce });
        var exports = await work.ListAsync<Guid>(
            DeleteExports, new { work.Caisse, Before = now.AddDays(-ExportDays), MostAtOnce });
        await PersonalData.EraseAsync(work, exports);
        await work.CommitAsync(cancel);
    }

    async Task ForgetAsync(Work work, string find, object due)
    {
        foreach (var memberId in await work.ListAsync<Guid>(find, due))
        {
            await work.EraseAsync(personal, digests, (await work.FindSubjectAsync(memberId))!);
        }
    }

    /// <summary>Its people; with the last of them goes the application.</summary>
    const string FindRefused =
        """
        select member_id
        from application_member join application using (caisse_id, application_id)
        join personal_key on personal_key.caisse_id = application.caisse_id and subject_id = member_id
        where application.caisse_id = @Caisse and state = 'refused' and decided_at < @Before
            and erased_at is null
        order by application_id, member_id limit @MostAtOnce
        for update of application
        """;

    /// <summary>Who stood for households, is no member, and has not done so for as long.</summary>
    const string FindDismissed =
        """
        select delegate.delegate_id
        from delegate join personal_key
            on personal_key.caisse_id = delegate.caisse_id and subject_id = delegate.delegate_id
        where delegate.caisse_id = @Caisse and erased_at is null
            and not exists (
                select from delegation
                where delegation.caisse_id = @Caisse and delegation.delegate_id = delegate.delegate_id
                    and (ended_at is null or ended_at >= @Before))
        order by delegate.delegate_id limit @MostAtOnce
        for update of delegate
        """;

    const string FindDeparted =
        """
        select member_id
        from member join household using (caisse_id, household_id)
        join personal_key on personal_key.caisse_id = member.caisse_id and subject_id = member_id
        where member.caisse_id = @Caisse and erased_at is null
            and least(left_on, (last_period + interval '1 month - 1 day')::date) < @Before
            and not exists (
                select from delegation
                where delegation.caisse_id = @Caisse and delegate_id = member_id and ended_at is null)
        order by member_id limit @MostAtOnce
        for update of household
        """;

    const string DeleteExports =
        """
        delete from personal_export where ctid = any(array(
            select ctid from personal_export where caisse_id = @Caisse and requested_at < @Before
            limit @MostAtOnce))
        returning export_id
        """;
}
