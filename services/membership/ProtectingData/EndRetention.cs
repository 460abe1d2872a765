using Caisse.Membership.Domain;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;
using Npgsql;

namespace Caisse.Membership.ProtectingData;

/// <summary>
/// Forgets, once an hour, what nobody needs any more: applications some time after they were refused, people
/// some time after they or their household left, and exports that lay around to be fetched.
/// </summary>
sealed class EndRetention(
    Database database, Caisses caisses, PersonalData personal, SearchDigests digests,
    IConfiguration configuration, TimeProvider clock, ILogger<EndRetention> logger) : BackgroundService
{
    /// <summary>Time to ask why, and to apply again.</summary>
    const int RefusedMonths = 6;

    /// <summary>Time within which what a fund and a household owe each other can be claimed.</summary>
    const int DepartedMonths = 60;

    const int MostMonths = 1200;
    const int ExportDays = 30;
    const int MostAtOnce = 500;

    static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    readonly int refusedMonths = Months(configuration, "Retention:RefusedApplicationMonths", RefusedMonths);
    readonly int departedMonths = Months(configuration, "Retention:DepartedMemberMonths", DepartedMonths);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                await EndAsync(clock.GetUtcNow(), stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                logger.LogWarning("The end of retention waits: {Reason}", exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Forgets what is due at an instant, at most so much of each kind in each caisse.</summary>
    internal async Task EndAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var refused = now.AddMonths(-refusedMonths);
        var departed = now.AddMonths(-departedMonths);
        foreach (var caisse in await caisses.ListAsync(cancel))
        {
            await using var work = await database.BeginAsync(caisse.CaisseId, nameof(EndRetention), cancel);
            await ForgetRefusedAsync(work, refused);
            await ForgetDepartedAsync(work, caisse.DayOf(departed));
            var exports = await work.ListAsync<Guid>(
                DeleteExports, new { work.Caisse, Before = now.AddDays(-ExportDays), MostAtOnce });
            await PersonalData.EraseAsync(work, exports);
            await work.CommitAsync(cancel);
        }
    }

    static int Months(IConfiguration configuration, string setting, int otherwise) =>
        configuration.GetValue(setting, otherwise) is > 0 and <= MostMonths and var months ? months
        : throw new InvalidOperationException($"Set {setting} to 1 to {MostMonths} months.");

    static async Task ForgetRefusedAsync(Work work, DateTimeOffset before)
    {
        var applications = await work.ListAsync<Guid>(FindRefused, new { work.Caisse, before, MostAtOnce });
        var ids = applications.ToArray();
        var people = await work.ListAsync<Guid>(ForgetApplicants, new { work.Caisse, ids });
        await PersonalData.EraseAsync(work, [.. applications, .. people]);
        foreach (var application in applications)
        {
            await work.AuditAsync("application.erased", application);
        }
    }

    async Task ForgetDepartedAsync(Work work, DateOnly before)
    {
        foreach (var memberId in await work.ListAsync<Guid>(
            FindDeparted, new { work.Caisse, before, MostAtOnce }))
        {
            await work.EraseAsync(personal, digests, (await work.FindSubjectAsync(memberId))!);
        }
    }

    const string FindRefused =
        """
        select application_id
        from application join personal_key
            on personal_key.caisse_id = application.caisse_id and subject_id = application_id
        where application.caisse_id = @Caisse and state = 'refused' and decided_at < @before
            and erased_at is null
        order by application_id limit @MostAtOnce
        for update of application
        """;

    const string ForgetApplicants =
        """
        update application set income_bracket = null, refusal_reason = 'erased'
        where caisse_id = @Caisse and application_id = any(@ids);
        update application_member set birth_date = date_trunc('year', birth_date)::date
        where caisse_id = @Caisse and application_id = any(@ids)
        returning member_id;
        """;

    const string FindDeparted =
        """
        select member_id
        from member join household using (caisse_id, household_id)
        join personal_key on personal_key.caisse_id = member.caisse_id and subject_id = member_id
        where member.caisse_id = @Caisse and erased_at is null
            and least(left_on, (last_period + interval '1 month - 1 day')::date) < @before
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
