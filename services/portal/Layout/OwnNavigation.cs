using Caisse.Portal.Showing;
using Caisse.Portal.SigningIn;

namespace Caisse.Portal.Layout;

/// <summary>
/// The pages of a person who signed in: which rooms there are, for whom, and the entries of each.
/// </summary>
static class OwnNavigation
{
    internal const string Mine = "/mon-espace", Committee = "/comite", Managing = "/gestion",
        Platform = "/plateforme", Shop = "/point-de-vente";

    static readonly string[] Rooms = [Mine, Committee, Managing, Platform, Shop];

    /// <summary>The room that an address is in; null for public pages.</summary>
    internal static string? RoomOf(string? path) => Rooms.FirstOrDefault(room =>
        path == room || path?.StartsWith($"{room}/", StringComparison.Ordinal) == true);

    /// <summary>The rooms that a person may go to from another one.</summary>
    internal static IEnumerable<(string Address, string Text)> Doors(Who who)
    {
        if (who.Is(Roles.Staff))
        {
            yield return (Managing, Words.Of("managing.nav"));
        }
        else if (who.Is(Roles.Funder))
        {
            yield return ($"{Managing}/fonds", Words.Of("money.nav"));
        }
        if (who.Is(Roles.Merchant))
        {
            yield return (Shop, Words.Of("shop.nav"));
        }
        if (who.Is(Roles.Member))
        {
            yield return (Committee, Words.Of("committee.nav"));
        }
        if (who.Is(Roles.Operator))
        {
            yield return (Platform, Words.Of("platform.nav"));
        }
        if (who.Roles.Count == 0 || who.Is(Roles.Member, Roles.Delegate))
        {
            yield return (Mine, Words.Of("mine.nav"));
        }
    }

    /// <summary>At most five, for the room and the person.</summary>
    internal static IEnumerable<(string Address, string Text)> Entries(string room, Who who) => room switch
    {
        Committee =>
        [
            (Committee, Words.Of("committee.votes.nav")),
            ($"{Committee}/propositions", Words.Of("committee.proposals.nav")),
            ($"{Committee}/conventionnements", Words.Of("committee.places.nav")),
            ($"{Committee}/membres", Words.Of("committee.members.nav")),
        ],
        Managing => OfStaff(who).Take(MostEntries),
        Platform => [(Platform, Words.Of("platform.nav"))],
        Shop =>
        [
            (Shop, Words.Of("shop.nav")), ($"{Shop}/ventes", Words.Of("sales.nav")),
            ($"{Shop}/releve", Words.Of("shop-statement.nav")),
            ($"{Shop}/remboursements", Words.Of("settlements.nav")),
            ($"{Shop}/terminaux", Words.Of("tills.nav")),
        ],
        _ =>
        [
            (Mine, Words.Of("mine.nav")), ($"{Mine}/porte-monnaie", Words.Of("statement.nav")),
            ($"{Mine}/payer", Words.Of("pay.nav")), ($"{Mine}/cartes", Words.Of("cards.nav")),
        ],
    };

    const int MostEntries = 5;

    static IEnumerable<(string Address, string Text)> OfStaff(Who who)
    {
        if (who.Is(Roles.Staff))
        {
            yield return (Managing, Words.Of("waiting.nav"));
        }
        if (who.Is(Roles.Treasurer))
        {
            yield return ($"{Managing}/mois", Words.Of("month.nav"));
        }
        if (who.Is(Roles.Coordinator, Roles.Treasurer))
        {
            yield return ($"{Managing}/foyers", Words.Of("households.nav"));
            yield return ($"{Managing}/corrections", Words.Of("corrections.nav"));
        }
        if (who.Is(Roles.Treasurer, Roles.Funder))
        {
            yield return ($"{Managing}/fonds", Words.Of("money.nav"));
        }
        if (who.Is(Roles.Coordinator, Roles.Accreditor))
        {
            yield return ($"{Managing}/points-de-vente", Words.Of("accrediting.nav"));
        }
        if (who.Is(Roles.Coordinator))
        {
            yield return ($"{Managing}/comite", Words.Of("committee.nav"));
        }
    }
}
