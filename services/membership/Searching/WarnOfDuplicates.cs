using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Searching;

/// <summary>Somebody, or somewhere, that the register may have already: for a person to look at.</summary>
/// <param name="Kind">"same-person" or "same-address".</param>
/// <param name="MemberPosition">Which of the people it is, from 0; null for an address.</param>
/// <param name="HouseholdId">The household that has the same, or null.</param>
/// <param name="ApplicationId">The undecided application that has the same, or null.</param>
sealed record DuplicateWarning(string Kind, int? MemberPosition, Guid? HouseholdId, Guid? ApplicationId)
{
    internal const string SamePerson = "same-person";
    internal const string SameAddress = "same-address";
}

/// <summary>A household or an application that may be in the register already.</summary>
/// <param name="Id">Its id, or of one person who joins a household: then that is compared with too.</param>
/// <param name="IsApplication">Or a household.</param>
/// <param name="Address">Null when only the people are compared.</param>
/// <param name="People">Who is named in it.</param>
sealed record Candidate(Guid Id, bool IsApplication, Address? Address, IReadOnlyList<Person> People);

/// <summary>
/// Finds people and addresses that are there twice. It warns whoever decides and refuses nothing: twins of
/// one name do exist, and many households share a staircase.
/// </summary>
static class WarnOfDuplicates
{
    /// <summary>Enough to see what is meant; a tower has hundreds of households at one address.</summary>
    const int MostAlike = 5;

    /// <summary>The warnings of each candidate, by its id.</summary>
    internal static async Task<ILookup<Guid, DuplicateWarning>> FindDuplicatesAsync(
        this Work work, SearchDigests digests, IReadOnlyList<Candidate> candidates)
    {
        var marks = candidates.SelectMany(candidate => MarksOf(work.Caisse, digests, candidate)).ToList();
        var alike = await work.ListAsync<AlikeRow>(FindAlike, new
        {
            work.Caisse,
            HolderIds = marks.Select(mark => mark.Of.Id).ToArray(),
            Digests = marks.Select(mark => mark.Digest).ToArray(),
            MostAlike,
        });
        return AmongThemselves(marks)
            .Concat(alike.Select(row => new Found(
                marks[(int)row.Position - 1], row.HolderId, row.IsApplication)))
            .Select(found => (found.Mark.Of.Id, Warning: new DuplicateWarning(
                found.Mark.Kind, found.Mark.Position, found.IsApplication ? null : found.HolderId,
                found.IsApplication ? found.HolderId : null)))
            .Distinct()
            .ToLookup(found => found.Id, found => found.Warning);
    }

    static IEnumerable<Mark> MarksOf(string caisse, SearchDigests digests, Candidate candidate) =>
        candidate.People.Index()
            .Select(person => new Mark(
                candidate, DuplicateWarning.SamePerson, person.Index,
                digests.OfPerson(caisse, person.Item)))
            .Concat(candidate.Address is not { } address ? [] : [new Mark(
                candidate, DuplicateWarning.SameAddress, null, digests.OfAddress(caisse, address))]);

    /// <summary>What candidates have in common: each is like the first that has it.</summary>
    static IEnumerable<Found> AmongThemselves(List<Mark> marks) =>
        from same in marks.GroupBy(mark => mark.Digest)
        let first = same.First()
        from further in same.Skip(1)
        select new Found(further, first.Of.Id, first.Of.IsApplication);

    sealed record Mark(Candidate Of, string Kind, int? Position, long Digest);

    sealed record Found(Mark Mark, Guid HolderId, bool IsApplication);

    sealed record AlikeRow(long Position, Guid HolderId, bool IsApplication);

    /// <summary>Who has left counts no more, nor does an application that was decided.</summary>
    const string FindAlike =
        """
        select sought.position, alike.holder_id, alike.is_application
        from unnest(@HolderIds, @Digests) with ordinality as sought (holder_id, word, position)
        cross join lateral (
            select entry.holder_id, application.application_id is not null as is_application
            from search_entry as entry
            left join household
                on household.caisse_id = entry.caisse_id and household.household_id = entry.holder_id
                and last_period is null
            left join application
                on application.caisse_id = entry.caisse_id and application.application_id = entry.holder_id
                and state in ('received', 'waiting')
            where entry.caisse_id = @Caisse and entry.word = sought.word
                and entry.holder_id <> sought.holder_id
                and coalesce(household.household_id, application.application_id) is not null
            order by entry.holder_id limit @MostAlike
        ) as alike
        """;
}
