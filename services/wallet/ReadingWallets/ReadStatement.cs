using System.Globalization;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.OpeningWallets;

namespace Caisse.Wallet.ReadingWallets;

/// <summary>
/// Reads the movements of a household's wallet, oldest first; as a table for a spreadsheet
/// when asked for text/csv.
/// </summary>
static class ReadStatement
{
    internal sealed record EntryAnswer(
        long Number, DateTimeOffset At, string Kind, long AmountCents, long BalanceCents, Guid TransferId,
        Guid ReferenceId, Guid OtherAccount, string OtherAccountKind, string Actor)
    {
        public string Description => InWords.English;

        public string DescriptionInFrench => InWords.French;

        public string OtherAccountDescription => AccountKind.Of(OtherAccountKind).Words.English;

        public string OtherAccountDescriptionInFrench => AccountKind.Of(OtherAccountKind).Words.French;

        Wording InWords => MovementKind.Of(Kind).In(isReceived: AmountCents > 0);
    }

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/wallets/{householdId:guid}/entries", HandleAsync)
            .Describe(nameof(ReadStatement), "Read the movements of a wallet; text/csv by Accept.")
            .Produces<Page<EntryAnswer>>(StatusCodes.Status200OK, "application/json", CsvFile.MediaType)
            .Allow(Grants.Member, Grants.Delegate, Grants.Coordinator, Grants.Treasurer, Grants.ReadWallets);

    static async Task<IResult> HandleAsync(
        Guid householdId, [AsParameters] PageRequest page, Caller caller, Database database,
        HttpRequest request, CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        if (!await Households.MaySeeAsync(work, caller, householdId)
            || await work.FindAsync<long?>(FindAccount, new { work.Caisse, householdId })
                is not { } accountNumber)
        {
            return Refusal.NotFound("wallet", householdId);
        }
        var entries = page.Of(
            await work.ListAsync<EntryAnswer>(
                Read, new { accountNumber, After = page.AfterNumber ?? 0, page.Fetch }),
            entry => entry.Number);
        return request.GetTypedHeaders().Accept.Any(type => type.MediaType == CsvFile.MediaType)
            ? CsvFile.Answer(file => WriteAsync(file, entries.Items))
            : TypedResults.Ok(entries);
    }

    static async Task WriteAsync(CsvFile file, IReadOnlyList<EntryAnswer> entries)
    {
        await file.WriteLineAsync("number", "at", "kind", "amount", "balance", "reference");
        foreach (var entry in entries)
        {
            await file.WriteLineAsync(
                CsvCell.Number(entry.Number), entry.At.ToString("O", CultureInfo.InvariantCulture),
                entry.Kind, CsvCell.Amount(entry.AmountCents), CsvCell.Amount(entry.BalanceCents),
                entry.ReferenceId);
        }
    }

    static readonly string FindAccount =
        $"""
        select account_number from account
        where caisse_id = @Caisse and account_id = @householdId and kind = {AccountKind.Household.Sql}
        """;

    const string Read =
        """
        select page.version as number, at, page.kind, amount_cents, page.balance_cents,
               transfer_id, reference_id, other.account_id as other_account, other.kind as other_account_kind,
               actor.name as actor
        from (
            select * from entry where account_number = @accountNumber and version > @After
            order by version limit @Fetch
        ) as page
        join account as other on other.account_number = page.other_account
        join actor on actor.actor_number = page.actor_number
        order by page.version
        """;
}
