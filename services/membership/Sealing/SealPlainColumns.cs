using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Sealing;

/// <summary>
/// Seals, before the service answers, what earlier versions wrote in plain: some rows per transaction, so
/// that it goes on where it was interrupted, and finds nothing to do the next time.
/// </summary>
sealed class SealPlainColumns(Database database, Caisses caisses, PersonalData personal) : IHostedService
{
    /// <summary>Names this worker in the audit trail; it never changes.</summary>
    const string Actor = "SealPlainColumns";

    const int RowsAtOnce = 500;

    /// <summary>The newest of what says the same of a person comes first and stays.</summary>
    static readonly (string Table, string Key)[] Named =
        [("member", "member_id"), ("application_member", "member_id"), ("delegate", "delegate_id")];

    static readonly (string Table, string Key)[] Living =
        [("household", "household_id"), ("application", "application_id")];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var caisse in await caisses.ListAsync(cancellationToken))
        {
            foreach (var (table, key) in Named)
            {
                await SealAllAsync<PlainName>(
                    caisse.CaisseId, HoldNames(table, key), ClearNames(table, key),
                    row => new PersonName(row.FirstName, row.LastName), cancellationToken);
            }
            foreach (var (table, key) in Living)
            {
                await SealAllAsync<PlainWhereabouts>(
                    caisse.CaisseId, HoldWhereabouts(table, key), ClearWhereabouts(table, key),
                    row => new Whereabouts(row.Street, row.Email, row.Phone), cancellationToken);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    async Task SealAllAsync<TRow>(
        string caisse, string hold, string clear, Func<TRow, object> known, CancellationToken cancel)
        where TRow : IPlainRow
    {
        int sealedNow;
        do
        {
            await using var work = await database.BeginAsync(caisse, Actor, cancel);
            var rows = await work.ListAsync<TRow>(hold, new { work.Caisse, RowsAtOnce });
            var ids = rows.Select(row => row.Id).ToArray();
            var before = await personal.ReadAsync<object>(work, ids);
            var unsealed = rows.Where(row => !before.ContainsKey(row.Id));
            await personal.WriteAsync(work, [.. unsealed.Select(row => (row.Id, known(row)))]);
            sealedNow = await work.ExecuteAsync(clear, new { work.Caisse, ids });
            await work.CommitAsync(cancel);
        }
        while (sealedNow > 0);
    }

    interface IPlainRow
    {
        Guid Id { get; }
    }

    sealed record PlainName(Guid Id, string FirstName, string LastName) : IPlainRow;

    sealed record PlainWhereabouts(Guid Id, string Street, string? Email, string? Phone) : IPlainRow;

    static string HoldNames(string table, string key) =>
        $"""
        select {key} as id, first_name, last_name from {table}
        where caisse_id = @Caisse and first_name is not null
        order by {key} limit @RowsAtOnce
        for update
        """;

    static string ClearNames(string table, string key) =>
        $"""
        update {table} set first_name = null, last_name = null
        where caisse_id = @Caisse and {key} = any(@ids)
        """;

    static string HoldWhereabouts(string table, string key) =>
        $"""
        select {key} as id, street, email, phone from {table}
        where caisse_id = @Caisse and street is not null
        order by {key} limit @RowsAtOnce
        for update
        """;

    static string ClearWhereabouts(string table, string key) =>
        $"""
        update {table} set street = null, email = null, phone = null
        where caisse_id = @Caisse and {key} = any(@ids)
        """;
}
