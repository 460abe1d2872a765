using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Caisse.Contracts.Identity;
using Caisse.Contracts.Membership;
using Caisse.Contracts.MerchantNetwork;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Dapper;
using static Caisse.Wallet.Tests.Fund;

namespace Caisse.Wallet.Tests.BadInput;

/// <summary>
/// A fund with one of everything that requests can name, so that what is wrong in a request is all that is
/// wrong with it; and a neighbour, who has nothing.
/// </summary>
public sealed class WalkedFund : IAsyncLifetime
{
    const string Neighbour = "rennes";

    static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    static readonly string[] Roles =
        [Grants.Till, Grants.Coordinator, Grants.Treasurer, Grants.ReadWallets, Grants.ReadFund];

    readonly Guid person = Guid.CreateVersion7();
    readonly Dictionary<string, string> known = new()
    {
        ["caisse"] = Fund.Caisse,
        ["reason"] = "because",
        ["count"] = "1",
        ["valueCents"] = "500",
        ["amountCents"] = "100",
        ["pin"] = "1234",
        ["counter"] = "1",
        ["cardSha256"] = new string('a', 64),
        ["takenAt"] = "2026-06-01T09:30:00Z",
        ["signature"] = "AAAA",
        ["file"] = "/9j/AAAA",
        ["expiresOn"] = Day(30),
        ["boughtOn"] = Day(-1),
        ["on"] = Day(0),
        ["period"] = "2026-03",
    };

    /// <summary>What a right request leaves out, by the end of the operation's address.</summary>
    static readonly Dictionary<string, string[]> Omitted = new()
    {
        ["payments"] = ["household", "pin", "qr", "voucher", "basket", "paymentRequestId"],
        ["refunds"] = ["lines"],
        ["payment-requests"] = ["basket"],
        ["receipt-claims"] = ["lines"],
        ["approval"] = ["lines"],
    };

    static readonly Dictionary<string, string> Counted = new()
    {
        ["account"] = "version > 0 or held_cents > 0",
        ["audit"] = "action <> 'till.suspected'",
        ["outbox"] = "event_name <> 'Wallet.TillSuspected'",
    };

    internal Fund Fund { get; } = new();

    internal IReadOnlyList<Operation> Operations { get; private set; } = [];

    internal JsonElement Schemas { get; private set; }

    internal IReadOnlyDictionary<string, string> Known => known;

    Guid Shop { get; set; }

    public async Task InitializeAsync()
    {
        await Fund.InitializeAsync();
        await Fund.Service.HearAsync(new CaisseFounded(
            Neighbour, "Caisse de Rennes", "Rennes", "Europe/Paris", "Association", "123456789",
            "FR7630006000011234567890189", [], Now));
        using var anonymous = Fund.Service.Client();
        (var all, Schemas) = await Operation.ReadAllAsync(anonymous);
        Operations = [.. all.Where(operation => operation.IsOfCaisse)];
        var household = await Fund.AdmitAsync(person);
        (Shop, _) = await Fund.AccreditAsync();
        Know("householdId", household);
        known["household"] = known["householdId"];
        // A share that was refused, so that it can be decided again.
        await Fund.Service.HearAsync(new HouseholdSplit(
            Fund.Caisse, await Fund.AdmitAsync(), household, [person], 2, 1000, 2, Now));
        Know("memberId", person);
        Know("pointOfSaleId", Shop);
        known["allocationRunId"] = (await Fund.AllocateAsync("2026-03", (household, [40]))).Id().ToString();
        (var cardId, known["card"]) = await Fund.CardAsync(household);
        Know("cardId", cardId);
        using var staff = Staff();
        using var member = Member();
        await PayAsync(staff);
        await IssueAsync(staff, member, household);
        await AskAsync(staff, member, household);
        await Fund.Service.HearAsync(new TillRegistered(
            Fund.Caisse, Guid.Parse(known["tillId"] = Guid.CreateVersion7().ToString()), Shop, "Marché", "till",
            new string('0', 64), Now,
            Convert.ToBase64String(ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportSubjectPublicKeyInfo())));
    }

    public Task DisposeAsync() => Fund.DisposeAsync();

    /// <summary>Who may do it: someone of the household, or otherwise someone with every other role.</summary>
    internal HttpClient By(Operation operation) => operation.Path.Split('/')[^1] switch
    {
        "qr" => Member(),
        "receipt-claims" when operation.Writes => Member(),
        _ => Staff(),
    };

    internal HttpClient Member(string caisse = Fund.Caisse) =>
        Fund.Service.ClientWith(Token(caisse, [Grants.Member], "someone"));

    internal HttpClient Staff(string caisse = Fund.Caisse) => Fund.Service.ClientWith(Token(caisse, Roles, "staff"));

    internal string Token(
        string caisse, IEnumerable<string> roles, string subject, DateTimeOffset? from = null,
        DateTimeOffset? expires = null, ECDsa? signedWith = null) =>
        TestIdentity.Token(
            roles.Select(role => $"{caisse}:{role}"), subject, roles.Contains(Grants.Member) ? person : null,
            roles.Contains(Grants.Till) ? Shop : null, expires ?? Now.AddHours(1), signedWith: signedWith,
            from: from);

    /// <summary>Someone of the neighbour, who sends what would be right here.</summary>
    internal HttpClient Of(Operation operation) =>
        operation.Path.EndsWith("/qr", StringComparison.Ordinal) ? Member(Neighbour) : Staff(Neighbour);

    internal string AddressOf(Operation operation, string? other = null, string value = "") =>
        operation.AddressWith(name => name == other ? value : ValueOf(operation, name));

    /// <summary>The address at the neighbour's, with the ids of what is here.</summary>
    internal string AddressAtNeighbour(Operation operation) => AddressOf(operation, "caisse", Neighbour);

    internal Bodies BodiesOf(Operation operation) => new(
        Schemas, known, Omitted.GetValueOrDefault(operation.Path.Split('/')[^1], []).ToHashSet());

    /// <summary>A body with nothing wrong in it; null where there is none.</summary>
    internal string? RightOf(Operation operation) =>
        operation.Body is { } schema ? BodiesOf(operation).Right(schema) : null;

    /// <summary>
    /// Everything in the database, as one digest per table: except answers that are kept, accounts that are
    /// open with nothing in them, and what is told of a till whose signature is wrong.
    /// </summary>
    internal async Task<IReadOnlyDictionary<string, string>> DigestsAsync()
    {
        await using var connection = await Fund.Service.Database.OpenConnectionAsync();
        var tables = await connection.QueryAsync<string>(
            """
            select table_name from information_schema.tables
            where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'idempotency'
            """);
        var digests = new Dictionary<string, string>();
        foreach (var table in tables)
        {
            digests[table] = (await connection.ExecuteScalarAsync<string>(
                $"""
                select count(*) || ' ' || coalesce(md5(string_agg(line, '' order by line)), '')
                from (
                    select (to_jsonb(one) - 'published_at')::text as line from "{table}" as one
                    where {Counted.GetValueOrDefault(table, "true")}) as lines
                """))!;
        }
        return digests;
    }

    string ValueOf(Operation operation, string name) => (name, operation.Path) switch
    {
        ("paymentId", var path) when path.EndsWith("/refunds", StringComparison.Ordinal) => known["capturedId"],
        ("runId", var path) when path.Contains("/allocation-runs/", StringComparison.Ordinal) =>
            known["allocationRunId"],
        _ => known[name],
    };

    async Task PayAsync(HttpClient till)
    {
        Task<JsonElement> HoldOrPayAsync(long amountCents, bool capture) => PostAsync(
            till, "payments", new
            {
                pointOfSaleId = Shop,
                means = new { card = known["card"] },
                amountCents,
                capture,
            });
        Know("capturedId", (await HoldOrPayAsync(500, true)).Id());
        Know("paymentId", (await HoldOrPayAsync(300, false)).Id());
        Know("requestId", (await PostAsync(
            till, "payment-requests", new { pointOfSaleId = Shop, amountCents = 200 })).Id());
    }

    async Task IssueAsync(HttpClient staff, HttpClient member, Guid household)
    {
        var own = await PostAsync(
            member, "vouchers",
            new { householdId = household, count = 1, valueCents = 500, expiresOn = known["expiresOn"] });
        Know("voucherId", own.GetProperty("vouchers")[0].Id());
        Know("batchId", (await PostAsync(
            Fund.Treasurer, "vouchers", new { householdId = (Guid?)null, count = 1, valueCents = 500, expiresOn = known["expiresOn"] })).Id());
        Know("claimId", (await PostAsync(member, "receipt-claims", new
        {
            householdId = household,
            pointOfSaleId = Shop,
            boughtOn = known["boughtOn"],
            file = known["file"],
            amountCents = 400,
        })).Id());
        Know("runId", (await PostAsync(
            staff, "expiry-runs", new { on = known["on"] }, HttpStatusCode.Accepted)).Id());
        await Eventually.TrueAsync("the run ends", async () => (await staff.ReadAsync(
            $"{Root}/expiry-runs/{known["runId"]}")).GetProperty("state").GetString() == "completed");
    }

    async Task AskAsync(HttpClient staff, HttpClient member, Guid household)
    {
        await PostAsync(member, $"wallets/{household}/qr", new { }, HttpStatusCode.OK);
        Know("supplementId", (await PostAsync(Fund.Treasurer, "supplements", new
        {
            householdId = household,
            period = "2026-03",
            amountCents = 1000,
            reason = "a birth",
        })).Id());
        Know("correctionId", (await PostAsync(
            Fund.Treasurer, "corrections", new { householdId = household, amountCents = -100, reason = "twice" }))
            .Id());
        await staff.ReadAsync($"{Root}/ledger/check");
    }

    static Task<JsonElement> PostAsync(
        HttpClient by, string path, object body, HttpStatusCode expected = HttpStatusCode.Created) =>
        by.PostAsync($"{Root}/{path}", body, expected, NewKey());

    void Know(string name, Guid id) => known[name] = id.ToString();

    static string Day(int fromToday) => Paris.DayOf(Now).AddDays(fromToday)
        .ToString("yyyy-MM-dd", null);
}
