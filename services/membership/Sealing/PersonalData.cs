using System.Text.Json;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Sealing;

/// <summary>
/// The one place where names, streets and contacts are written and read: encrypted at rest under a key of
/// each person or household, which is itself encrypted under a key that is not in the database.
/// </summary>
sealed class PersonalData(IConfiguration configuration)
{
    readonly byte[] outerKey = MembershipSettings.PersonalDataKey.Of(configuration);

    /// <summary>Writes what is known of each, in place of what was known before.</summary>
    /// <exception cref="InvalidOperationException">One of them has been erased.</exception>
    internal async Task WriteAsync<T>(Work work, IReadOnlyCollection<(Guid SubjectId, T Known)> subjects)
    {
        var ids = subjects.Select(subject => subject.SubjectId).ToArray();
        await work.ExecuteAsync(AddKeys, new
        {
            work.Caisse, ids,
            keys = ids.Select(id => SealedBox.Seal(outerKey, SealedBox.NewKey(), Place(work, id))).ToArray(),
        });
        var keys = (await work.ListAsync<KeyRow>(HoldKeys, new { work.Caisse, ids }))
            .ToDictionary(row => row.SubjectId, row => row.WrappedKey);
        await work.ExecuteAsync(WriteData, new
        {
            work.Caisse, ids,
            boxes = subjects.Select(subject => SealedBox.Seal(
                KeyOf(work, subject.SubjectId, keys[subject.SubjectId]),
                JsonSerializer.SerializeToUtf8Bytes(subject.Known, CaisseJson.Events),
                Place(work, subject.SubjectId))).ToArray(),
        });
    }

    /// <summary>The same of one.</summary>
    internal Task WriteAsync<T>(Work work, Guid subjectId, T known) => WriteAsync(work, [(subjectId, known)]);

    /// <summary>What is known of each; who has been erased is left out.</summary>
    internal async Task<IReadOnlyDictionary<Guid, T>> ReadAsync<T>(Work work, IEnumerable<Guid> subjectIds)
    {
        var ids = subjectIds.Distinct().ToArray();
        var rows = await work.ListAsync<DataRow>(ReadData, new { work.Caisse, ids });
        return rows.ToDictionary(row => row.SubjectId, row => JsonSerializer.Deserialize<T>(
            SealedBox.Open(
                KeyOf(work, row.SubjectId, row.WrappedKey), row.SealedData, Place(work, row.SubjectId)),
            CaisseJson.Events)!);
    }

    /// <summary>What is known of one; null when it has been erased.</summary>
    internal async Task<T?> FindAsync<T>(Work work, Guid subjectId) where T : class =>
        (await ReadAsync<T>(work, [subjectId])).GetValueOrDefault(subjectId);

    /// <summary>Destroys their keys and what was sealed under them; again, it changes nothing.</summary>
    internal static Task EraseAsync(Work work, params IReadOnlyCollection<Guid> subjectIds) =>
        work.ExecuteAsync(Erase, new { work.Caisse, ids = subjectIds.ToArray(), work.Now });

    byte[] KeyOf(Work work, Guid subjectId, byte[]? wrappedKey) => wrappedKey is not null
        ? SealedBox.Open(outerKey, wrappedKey, Place(work, subjectId))
        : throw new InvalidOperationException($"{subjectId} has been erased; nothing is written about it.");

    static string Place(Work work, Guid subjectId) => $"{work.Caisse}/{subjectId:N}";

    sealed record KeyRow(Guid SubjectId, byte[]? WrappedKey);

    sealed record DataRow(Guid SubjectId, byte[] WrappedKey, byte[] SealedData);

    const string AddKeys =
        """
        insert into personal_key (caisse_id, subject_id, wrapped_key)
        select @Caisse, subject_id, wrapped_key from unnest(@ids, @keys) as added (subject_id, wrapped_key)
        order by subject_id
        on conflict do nothing
        """;

    /// <summary>An erasure waits until what is being written is written, and then erases that too.</summary>
    const string HoldKeys =
        """
        select subject_id, wrapped_key from personal_key
        where caisse_id = @Caisse and subject_id = any(@ids)
        order by subject_id
        for share
        """;

    const string WriteData =
        """
        insert into personal_data (caisse_id, subject_id, sealed_data)
        select @Caisse, subject_id, sealed_data from unnest(@ids, @boxes) as known (subject_id, sealed_data)
        order by subject_id
        on conflict (caisse_id, subject_id) do update set sealed_data = excluded.sealed_data
        """;

    const string ReadData =
        """
        select subject_id, wrapped_key, sealed_data
        from personal_data join personal_key using (caisse_id, subject_id)
        where caisse_id = @Caisse and subject_id = any(@ids)
        """;

    const string Erase =
        """
        update personal_key set wrapped_key = null, erased_at = @Now
        where caisse_id = @Caisse and subject_id = any(@ids) and erased_at is null;
        delete from personal_data where caisse_id = @Caisse and subject_id = any(@ids);
        """;
}
