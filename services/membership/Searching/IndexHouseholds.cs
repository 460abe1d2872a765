using Caisse.Membership.Domain;
using Caisse.Membership.Sealing;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Searching;

/// <summary>
/// Writes down what households and applications are found by, as they stand: after each change of their
/// people or address.
/// </summary>
static class IndexHouseholds
{
    internal static Task IndexHouseholdAsync(
        this Work work, PersonalData personal, SearchDigests digests, Guid householdId) =>
        work.IndexHouseholdsAsync(personal, digests, [householdId]);

    /// <summary>By the people whose departure is not recorded, and where they live.</summary>
    internal static async Task IndexHouseholdsAsync(
        this Work work, PersonalData personal, SearchDigests digests, Guid[] householdIds)
    {
        var of = new { work.Caisse, householdIds };
        var homes = await ReadHomesAsync(
            work, personal, await work.ListAsync<HomeRow>(ReadHouseholds, of));
        var people = await NameAsync(work, personal, await work.ListAsync<PersonRow>(ReadMembers, of));
        var texts =
            from home in homes
            from text in (string?[])
                [home.Address.Street, home.Address.PostalCode, home.Address.City, home.Address.District]
            where text is not null
            select (home.HolderId, Text: text);
        var names =
            from person in people
            from text in (string[])[person.Person.FirstName, person.Person.LastName]
            select (person.HolderId, Text: text);
        var words =
            from text in texts.Concat(names)
            from word in Folding.Words(text.Text)
            select (text.HolderId, Word: Folding.Shorten(word));
        var held = words.Distinct().ToList();
        await work.WriteWordsAsync(digests, held.Select(entry => entry.Word).Distinct());
        await work.ExecuteAsync(ForgetEntries, of);
        await work.WriteEntriesAsync(
            held.Select(entry => (entry.HolderId, digests.OfWord(work.Caisse, entry.Word)))
                .Concat(Likenesses(work, digests, homes, people)));
    }

    /// <summary>Only by who is named in it and where they live: an application is not searched for.</summary>
    internal static async Task IndexApplicationsAsync(
        this Work work, PersonalData personal, SearchDigests digests, Guid[] applicationIds)
    {
        var of = new { work.Caisse, applicationIds };
        var homes = await ReadHomesAsync(
            work, personal, await work.ListAsync<HomeRow>(ReadApplications, of));
        var people = await NameAsync(work, personal, await work.ListAsync<PersonRow>(ReadApplicants, of));
        await work.WriteEntriesAsync(Likenesses(work, digests, homes, people));
    }

    static IEnumerable<(Guid HolderId, long Digest)> Likenesses(
        Work work, SearchDigests digests, IEnumerable<(Guid HolderId, Address Address)> homes,
        IEnumerable<(Guid HolderId, Person Person)> people) =>
        homes.Select(home => (home.HolderId, digests.OfAddress(work.Caisse, home.Address)))
            .Concat(people.Select(person => (
                person.HolderId, digests.OfPerson(work.Caisse, person.Person))));

    /// <summary>Those whose street is still known.</summary>
    static async Task<IReadOnlyList<(Guid HolderId, Address Address)>> ReadHomesAsync(
        Work work, PersonalData personal, IReadOnlyList<HomeRow> rows)
    {
        var known = await personal.ReadAsync<Whereabouts>(work, rows.Select(row => row.HolderId));
        return [.. rows.Where(row => known.ContainsKey(row.HolderId)).Select(row =>
            (row.HolderId, known[row.HolderId].In(row.PostalCode, row.City, row.District)))];
    }

    /// <summary>Those who have not been erased.</summary>
    static async Task<IReadOnlyList<(Guid HolderId, Person Person)>> NameAsync(
        Work work, PersonalData personal, IReadOnlyList<PersonRow> rows)
    {
        var names = await personal.ReadAsync<PersonName>(work, rows.Select(row => row.MemberId));
        return [.. rows.Where(row => names.ContainsKey(row.MemberId)).Select(row => (
            row.HolderId,
            new Person(names[row.MemberId].FirstName, names[row.MemberId].LastName, row.BirthDate)))];
    }

    static Task<int> WriteWordsAsync(this Work work, SearchDigests digests, IEnumerable<string> words)
    {
        // In one order, so that two who write the same words wait for each other and never both.
        var rows = words
            .SelectMany(word => Folding.Prefixes(word).Select(prefix => (
                Prefix: digests.OfWord(work.Caisse, prefix), Word: digests.OfWord(work.Caisse, word))))
            .Order().ToList();
        return work.ExecuteAsync(InsertWords, new
        {
            work.Caisse,
            Prefixes = rows.Select(row => row.Prefix).ToArray(),
            Words = rows.Select(row => row.Word).ToArray(),
        });
    }

    static Task<int> WriteEntriesAsync(this Work work, IEnumerable<(Guid HolderId, long Digest)> entries)
    {
        var rows = entries.ToList();
        return work.ExecuteAsync(InsertEntries, new
        {
            work.Caisse,
            HolderIds = rows.Select(row => row.HolderId).ToArray(),
            Digests = rows.Select(row => row.Digest).ToArray(),
        });
    }

    sealed record HomeRow(Guid HolderId, string PostalCode, string City, string? District);

    sealed record PersonRow(Guid HolderId, Guid MemberId, DateOnly BirthDate);

    const string ReadHouseholds =
        """
        select household_id as holder_id, postal_code, city, district
        from household where caisse_id = @Caisse and household_id = any(@householdIds)
        """;

    const string ReadMembers =
        """
        select household_id as holder_id, member_id, birth_date
        from member where caisse_id = @Caisse and household_id = any(@householdIds) and left_on is null
        """;

    const string ReadApplications =
        """
        select application_id as holder_id, postal_code, city, district
        from application where caisse_id = @Caisse and application_id = any(@applicationIds)
        """;

    const string ReadApplicants =
        """
        select application_id as holder_id, member_id, birth_date
        from application_member where caisse_id = @Caisse and application_id = any(@applicationIds)
        """;

    const string ForgetEntries =
        "delete from search_entry where caisse_id = @Caisse and holder_id = any(@householdIds)";

    const string InsertWords =
        """
        insert into search_word (caisse_id, prefix, word)
        select @Caisse, prefix, word from unnest(@Prefixes, @Words) as entry (prefix, word)
        on conflict do nothing
        """;

    const string InsertEntries =
        """
        insert into search_entry (caisse_id, holder_id, word)
        select @Caisse, holder_id, word from unnest(@HolderIds, @Digests) as entry (holder_id, word)
        on conflict do nothing
        """;
}
