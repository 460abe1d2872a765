using Caisse.Portal.Calling;
using Caisse.Portal.Committee;
using Caisse.Portal.Showing;
using Caisse.Portal.SigningIn;

namespace Caisse.Portal.Managing;

/// <summary>Something that waits for a person; no count where the platform does not say how many.</summary>
sealed record WaitingRow(string Address, string Text, long? Count, string Sub);

/// <summary>
/// What waits for a person, by their roles. Every service is asked at the same time, and one that does not
/// answer costs its own row.
/// </summary>
static class WaitingRows
{
    const int StepsOfMonth = 5;

    const string SecondPerson = $"state={Request.Awaited}";

    internal static async Task<IReadOnlyList<WaitingRow>> AskAsync(
        Waiting page, OwnCaisse own, PublicRegister register, Who who, CancellationToken cancel)
    {
        var asked = new List<Task<WaitingRow?>>();
        if (who.Is(Roles.Coordinator))
        {
            asked.Add(RowAsync(
                own.ListAsync<ListedApplication>("applications?state=received", cancel),
                "applications", "/gestion/candidatures", all => all[0].Names));
            asked.Add(RowAsync(
                own.ListAsync<ListedProposal>("proposals?state=open", cancel),
                "votes", "/gestion/comite", all => all[0].Title));
            asked.Add(RowAsync(
                own.ListAsync<ListedProposal>("proposals?state=draft", cancel),
                "drafts", "/gestion/comite", all => all[0].Title));
        }
        if (who.Is(Roles.Coordinator, Roles.Treasurer))
        {
            asked.Add(SignaturesAsync(own, who, cancel));
            asked.Add(RowAsync(
                own.ListAsync<Claim>("receipt-claims?state=received", cancel), "claims",
                "/gestion/corrections",
                all => Words.Of("waiting.claims.sub", Numbers.Euros(all.Sum(claim => claim.AmountCents)))));
        }
        if (who.Is(Roles.Treasurer))
        {
            asked.Add(OwingAsync(own, page.Month, cancel));
        }
        asked.Add(RowAsync(
            register.PointsOfSaleAsync(who.Caisse ?? "", cancel), "places",
            "/gestion/points-de-vente?etat=applied",
            all => all[0].Name, place => place.State == "applied"));
        var rows = await Task.WhenAll(asked);
        return [.. rows.OfType<WaitingRow>()];
    }

    static async Task<WaitingRow?> RowAsync<T>(
        Task<Reply<IReadOnlyList<T>>> asked, string name, string address, Func<IReadOnlyList<T>, string> sub,
        Func<T, bool>? counts = null)
    {
        var reply = await asked;
        var all = reply.Value?.Where(counts ?? (_ => true)).ToList();
        return all switch
        {
            null => Away(name, address),
            [] => null,
            _ => new WaitingRow(address, Words.Of($"waiting.{name}"), all.Count, sub(all)),
        };
    }

    static WaitingRow Away(string name, string address) =>
        new(address, Words.Of($"waiting.{name}"), null, Words.Of("section.away"));

    /// <summary>What somebody else asked for; one's own waits for others.</summary>
    static async Task<WaitingRow?> SignaturesAsync(OwnCaisse own, Who who, CancellationToken cancel)
    {
        var asked = RequestKinds.All.Select(kind =>
            own.ListAsync<Request>($"{kind.Path}?{SecondPerson}", cancel)).ToList();
        var replies = await Task.WhenAll(asked);
        if (replies.All(reply => reply.Value is null))
        {
            return Away("signatures", "/gestion/corrections");
        }
        var all = replies.SelectMany(reply => reply.Value ?? []).ToList();
        var mine = all.Count(one => one.RequestedBy != who.Subject);
        return all.Count == 0 ? null : new WaitingRow(
            "/gestion/corrections", Words.Of("waiting.signatures"), mine,
            Words.Count("waiting.signatures.sub", all.Count - mine));
    }

    static async Task<WaitingRow?> OwingAsync(OwnCaisse own, string month, CancellationToken cancel)
    {
        var reply = await own.GetAsync<ContributionsOfPeriod>(
            $"contributions?period={month}&state=owing&limit=1", cancel);
        var address = $"/gestion/mois/retards?mois={month}";
        return reply.Value switch
        {
            null => Away("owing", address),
            { Households: 0 } => new WaitingRow(
                "/gestion/mois", Words.Of("waiting.month", Numbers.Month(month)), StepsOfMonth,
                Words.Of("waiting.month.sub")),
            { OwingHouseholds: 0 } => null,
            { } owing => new WaitingRow(
                address, Words.Of("waiting.owing"), owing.OwingHouseholds,
                Words.Of("waiting.owing.sub", Numbers.Euros(owing.ArrearsCents), Numbers.Month(month))),
        };
    }
}
