using Caisse.ServiceDefaults;
using Caisse.Sortition.Pools;

namespace Caisse.Membership.Drawing;

/// <summary>Who is who in a draw: known here alone, from the salt that never leaves.</summary>
static class OwnPseudonym
{
    /// <summary>A person's id as it is hashed.</summary>
    internal static string IdOf(Guid personId) => personId.ToString("D");

    /// <summary>The people of a draw by their pseudonyms.</summary>
    internal static async Task<Dictionary<string, Guid>> ReadPeopleAsync(Work work, Guid drawId)
    {
        var people = await work.ListAsync<PersonRow>(ReadPeople, new { work.Caisse, drawId });
        return people.ToDictionary(
            row => Pseudonyms.Pseudonym(row.Salt, IdOf(row.PersonId)), row => row.PersonId);
    }

    sealed record PersonRow(string Salt, Guid PersonId);

    const string ReadPeople =
        """
        select salt, person_id from draw join candidate using (caisse_id, campaign_id)
        where caisse_id = @Caisse and draw_id = @drawId
        """;
}
