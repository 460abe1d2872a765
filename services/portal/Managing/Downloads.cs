using System.Globalization;
using Caisse.Portal.Calling;
using Caisse.Portal.Showing;

namespace Caisse.Portal.Managing;

/// <summary>What goes into a file: names of columns, and rows of texts and amounts.</summary>
sealed record Sheet(IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows);

/// <summary>
/// What is listed on a page, as a file for a spreadsheet: the whole list that the page filters, not a page of
/// it. Whoever may not read the list gets no file.
/// </summary>
static class Downloads
{
    const decimal CentsInOne = 100m;

    static readonly string[] OfHouseholds =
        ["households.people", "households.where", "households.since", "list.state"];

    static readonly string[] OfOwing =
        ["corrections.household", "contributions.due", "contributions.paid", "owing.missing"];

    static readonly string[] OfPlaces = ["settlement.place", "place.kind", "households.where", "list.state"];

    internal static void Map(WebApplication app)
    {
        var managing = app.MapGroup("/gestion").RequireAuthorization();
        managing.MapGet("/foyers.csv", (string? etat, string? q, OwnCaisse own, CancellationToken cancel) =>
            AnswerAsync(HouseholdsAsync(etat, q, own, cancel), "foyers", Csv.Answer));
        managing.MapGet("/foyers.xlsx", (string? etat, string? q, OwnCaisse own, CancellationToken cancel) =>
            AnswerAsync(HouseholdsAsync(etat, q, own, cancel), "foyers", Workbook.Answer));
        managing.MapGet("/retards.csv", (string mois, OwnCaisse own, CancellationToken cancel) =>
            AnswerAsync(OwingAsync(mois, own, cancel), "retards", Csv.Answer));
        managing.MapGet(
            "/points-de-vente.csv", (string? etat, string? q, OwnCaisse own, CancellationToken cancel) =>
                AnswerAsync(PlacesAsync(etat, q, own, cancel), "points-de-vente", Csv.Answer));
        managing.MapGet("/remboursements/{id:guid}/pain.001.xml", BankFileAsync);
        managing.MapGet("/journal-comptable.csv", JournalAsync);
    }

    static Task<IResult> BankFileAsync(Guid id, OwnCaisse own, CancellationToken cancel) => PassOnAsync(
        own.DownloadAsync($"settlements/{id}/pain.001", cancel), "application/xml",
        $"remboursement-{id}.xml");

    static Task<IResult> JournalAsync(OwnCaisse own, TimeProvider clock, CancellationToken cancel)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var days = string.Create(
            CultureInfo.InvariantCulture, $"from={today.Year}-01-01&to={today:yyyy-MM-dd}");
        return PassOnAsync(
            own.DownloadAsync($"exports/journal.csv?{days}", cancel), "text/csv", $"journal-{today.Year}.csv");
    }

    static async Task<Reply<Sheet>> HouseholdsAsync(
        string? state, string? words, OwnCaisse own, CancellationToken cancel)
    {
        var query = (string.IsNullOrEmpty(state) ? "" : $"&state={Uri.EscapeDataString(state)}")
            + (string.IsNullOrWhiteSpace(words) ? "" : $"&q={Uri.EscapeDataString(words.Trim())}");
        var all = await own.ListAsync<ListedHousehold>($"households?{query.TrimStart('&')}", cancel);
        return all.Select(list => SheetOf(OfHouseholds, list, one =>
        [
            one.Names, one.District ?? one.City, one.FromPeriod, Words.Of($"households.state.{one.State}"),
        ]));
    }

    static async Task<Reply<Sheet>> OwingAsync(string month, OwnCaisse own, CancellationToken cancel)
    {
        var households = own.ListAsync<ListedHousehold>("households", cancel);
        var owing = await own.ListAsync<ContributionLine>(
            $"contributions?period={Uri.EscapeDataString(month)}&state=owing", cancel);
        var names = (await households).Value?.ToDictionary(one => one.Id, one => one.Names) ?? [];
        return owing.Select(list => SheetOf(OfOwing, list, one =>
        [
            names.GetValueOrDefault(one.HouseholdId, one.HouseholdId.ToString()), Euros(one.DueCents),
            Euros(one.PaidCents), Euros(one.ArrearsCents),
        ]));
    }

    static async Task<Reply<Sheet>> PlacesAsync(
        string? state, string? words, OwnCaisse own, CancellationToken cancel)
    {
        var all = await own.ListAsync<ListedPlace>("points-of-sale", cancel);
        return all.Select(list => SheetOf(OfPlaces, Places.Filter(list, state, words), one =>
        [
            one.Name, Words.OrWord("kind", one.Kind),
            $"{one.Place.Street}, {one.Place.PostalCode} {one.Place.City}", Words.OrWord("state", one.State),
        ]));
    }

    static Sheet SheetOf<T>(string[] columns, IEnumerable<T> rows, Func<T, object?[]> cells) =>
        new([.. columns.Select(name => Words.Of(name))], [.. rows.Select(cells)]);

    static decimal Euros(long cents) => cents / CentsInOne;

    static async Task<IResult> AnswerAsync(
        Task<Reply<Sheet>> asked, string name, Func<Sheet, string, IResult> answer) => await asked switch
        {
            { Value: { } sheet } => answer(sheet, name),
            { Problem.IsAway: true } => Results.StatusCode(StatusCodes.Status503ServiceUnavailable),
            _ => Results.NotFound(),
        };

    static async Task<IResult> PassOnAsync(Task<byte[]?> asked, string type, string name) =>
        await asked is { } file ? Results.File(file, type, name) : Results.NotFound();
}
