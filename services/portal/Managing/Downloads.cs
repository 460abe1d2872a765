using System.Globalization;
using Caisse.Portal.Calling;
using Caisse.Portal.Showing;
using Caisse.Portal.SigningIn;

namespace Caisse.Portal.Managing;

/// <summary>
/// What is listed on a page, as a file for a spreadsheet: the whole list that the page filters, not a page of
/// it. Whoever may not read the list gets no file.
/// </summary>
static class Downloads
{
    static readonly string[] HouseholdColumns =
        ["households.people", "households.where", "households.since", "list.state"];

    static readonly string[] OwingColumns =
        ["corrections.household", "contributions.due", "contributions.paid", "owing.missing"];

    static readonly string[] PlaceColumns =
        ["settlement.place", "place.kind", "households.where", "list.state"];

    internal static void Map(WebApplication app)
    {
        var managing = app.MapGroup("/gestion").RequireAuthorization();
        managing.MapGet("/foyers.csv", (string? etat, string? q, OwnCaisse own, CancellationToken cancel) =>
            AnswerAsync(HouseholdsAsync(etat, q, own, cancel), "foyers", Csv.Answer));
        managing.MapGet("/foyers.xlsx", (string? etat, string? q, OwnCaisse own, CancellationToken cancel) =>
            AnswerAsync(HouseholdsAsync(etat, q, own, cancel), "foyers", Workbook.Answer));
        managing.MapGet("/retards.csv", (string mois, OwnCaisse own, CancellationToken cancel) =>
            AnswerAsync(OwingAsync(mois, own, cancel), $"retards-{mois}", Csv.Answer));
        managing.MapGet("/points-de-vente.csv", (string? etat, string? q, OwnCaisse own, CancellationToken cancel) =>
            AnswerAsync(PlacesAsync(etat, q, own, cancel), "points-de-vente", Csv.Answer));
        managing.MapGet("/remboursements/{id:guid}/pain.001.xml", (Guid id, OwnCaisse own, CancellationToken cancel) =>
            PassOnAsync(own.DownloadAsync($"settlements/{id}/pain.001", cancel), "application/xml", $"remboursement-{id}.xml"));
        managing.MapGet("/journal-comptable.csv", (OwnCaisse own, TimeProvider clock, CancellationToken cancel) =>
        {
            var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
            var days = string.Create(CultureInfo.InvariantCulture, $"from={today.Year}-01-01&to={today:yyyy-MM-dd}");
            return PassOnAsync(
                own.DownloadAsync($"exports/journal.csv?{days}", cancel), "text/csv", $"journal-{today.Year}.csv");
        });
    }

    static async Task<Reply<Table>> HouseholdsAsync(string? state, string? words, OwnCaisse own, CancellationToken cancel)
    {
        var query = (string.IsNullOrEmpty(state) ? "" : $"&state={Uri.EscapeDataString(state)}")
            + (string.IsNullOrWhiteSpace(words) ? "" : $"&q={Uri.EscapeDataString(words.Trim())}");
        var all = await own.ListAsync<ListedHousehold>($"households?{query.TrimStart('&')}", cancel);
        return all.Select(list => new Table(
            [.. HouseholdColumns.Select(name => Words.Of(name))],
            [.. list.Select(one => new object?[] { one.Names, one.District ?? one.City, one.FromPeriod, Words.Of($"households.state.{one.State}") })]));
    }

    static async Task<Reply<Table>> OwingAsync(string month, OwnCaisse own, CancellationToken cancel)
    {
        var households = own.ListAsync<ListedHousehold>("households", cancel);
        var owing = await own.ListAsync<ContributionLine>($"contributions?period={Uri.EscapeDataString(month)}&state=owing", cancel);
        var names = (await households).Value?.ToDictionary(one => one.Id, one => one.Names) ?? [];
        return owing.Select(list => new Table(
            [.. OwingColumns.Select(name => Words.Of(name))],
            [.. list.Select(one => new object?[]
            {
                names.GetValueOrDefault(one.HouseholdId, one.HouseholdId.ToString()), Euros(one.DueCents),
                Euros(one.PaidCents), Euros(one.ArrearsCents),
            })]));
    }

    static async Task<Reply<Table>> PlacesAsync(string? state, string? words, OwnCaisse own, CancellationToken cancel)
    {
        var all = await own.ListAsync<ListedPlace>("points-of-sale", cancel);
        return all.Select(list => new Table(
            [.. PlaceColumns.Select(name => Words.Of(name))],
            [.. Places.Filter(list, state, words).Select(one => new object?[]
            {
                one.Name, Words.OrWord("kind", one.Kind), $"{one.Place.Street}, {one.Place.PostalCode} {one.Place.City}",
                Words.OrWord("state", one.State),
            })]));
    }

    static decimal Euros(long cents) => cents / 100m;

    static async Task<IResult> AnswerAsync(Task<Reply<Table>> asked, string name, Func<Table, string, IResult> answer)
    {
        var table = await asked;
        return table.Value is { } rows ? answer(rows, name)
            : Results.StatusCode(table.Problem is { IsAway: true } ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status404NotFound);
    }

    static async Task<IResult> PassOnAsync(Task<byte[]?> asked, string type, string name) =>
        await asked is { } file ? Results.File(file, type, name) : Results.NotFound();

    /// <summary>What goes into a file: names of columns, and rows of texts and amounts.</summary>
    internal sealed record Table(IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows);
}
