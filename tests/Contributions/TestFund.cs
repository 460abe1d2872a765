using System.Globalization;
using System.Net;
using System.Text.Json;
using Caisse.Contracts;
using Caisse.Contracts.Governance;
using Caisse.Contracts.Identity;
using Caisse.Contracts.Membership;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Dapper;

namespace Caisse.Contributions.Tests;

/// <summary>A fund of its own for a test, on 5 December 2026, and what its treasurer does.</summary>
sealed class TestFund
{
    TestFund(RunningService<ContributionsService> service, string caisse)
    {
        (Service, Caisse) = (service, caisse);
        Treasurer = service.Client($"{caisse}:treasurer");
    }

    internal static DateTimeOffset Now { get; } = new(2026, 12, 5, 10, 0, 0, TimeSpan.Zero);

    internal static Period December { get; } = Period.Parse("2026-12");

    internal RunningService<ContributionsService> Service { get; }

    internal string Caisse { get; }

    internal HttpClient Treasurer { get; }

    /// <summary>Founds a fund; with the Gironde's scheme of 10 + 5 unless told otherwise.</summary>
    internal static async Task<TestFund> FoundAsync(StartedService started, bool withScheme = true)
    {
        var fund = new TestFund(started.Service, $"fund-{Guid.NewGuid():N}");
        await fund.Service.HearAsync(new CaisseFounded(
            fund.Caisse, "Gironde", "Gironde", "Europe/Paris", "Acclimat'action", "123456789",
            "FR7630006000011234567890189", [], Now));
        if (withScheme)
        {
            await fund.DecideAsync(
                1, "2026-01-01", SetContributionScheme.Kind, new SetContributionScheme(1000, 500));
        }
        return fund;
    }

    internal async Task<Guid> DecideAsync<TRule>(int number, string inForceFrom, string kind, TRule rule)
    {
        var decisionId = Guid.CreateVersion7();
        var effect = new DecisionEffect(kind, JsonSerializer.Serialize(rule, CaisseJson.Events));
        var day = DateOnly.ParseExact(inForceFrom, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        await Service.HearAsync(new DecisionAdopted(Caisse, decisionId, number, [effect], day, Now));
        await Service.ShouldPublishAsync<DecisionApplied>(applied => applied.DecisionId == decisionId);
        return decisionId;
    }

    internal async Task<Guid> AdmitAsync(int persons, string fromPeriod = "2026-12")
    {
        var householdId = Guid.CreateVersion7();
        await Service.HearAsync(new HouseholdAdmitted(
            Caisse, householdId, MembersOf(persons), Period.Parse(fromPeriod), 1, Now));
        return householdId;
    }

    internal static IReadOnlyList<Guid> MembersOf(int persons) =>
        [.. Enumerable.Range(0, persons).Select(_ => Guid.CreateVersion7())];

    internal Task<JsonElement> PledgeAsync(
        Guid householdId, long monthlyCents, string fromPeriod = "2026-12",
        HttpStatusCode expected = HttpStatusCode.Created) =>
        PostAsync("pledges", new { householdId, monthlyCents, method = "transfer", fromPeriod }, expected);

    internal Task<JsonElement> ReceiveAsync(
        Guid householdId, long amountCents, string method = "transfer",
        HttpStatusCode expected = HttpStatusCode.Created,
        string? key = null) =>
        PostAsync(
            "receipts",
            new { householdId, period = "2026-12", amountCents, method, receivedOn = "2026-12-04" }, expected,
            key ?? NewKey());

    internal async Task<Guid> PromiseAsync(
        long amountCents, string kind = "public", string until = "2027-06-30")
    {
        var funder = await PostAsync("funders", new { name = "Département de la Gironde", kind });
        var grant = await PostAsync(
            "grants",
            new { funderId = funder.Id(), amountCents, from = "2026-01-01", until, purpose = "MonA" });
        return grant.Id();
    }

    internal Task<JsonElement> ReceiveInstalmentAsync(
        Guid grantId, long amountCents, HttpStatusCode expected = HttpStatusCode.Created,
        string? key = null) =>
        PostAsync(
            $"grants/{grantId}/instalments", new { amountCents, receivedOn = "2026-12-04" }, expected,
            key ?? NewKey());

    internal Task RequestAsync(Guid runId, long amountCents, string? purpose = FundsPurposes.Allocation) =>
        Service.HearAsync(new FundsReservationRequested(
            Caisse, runId, December, amountCents, Now, Purpose: purpose));

    internal Task CompleteAsync(Guid runId, long totalCents, string? purpose = FundsPurposes.Allocation) =>
        Service.HearAsync(new AllocationRunCompleted(Caisse, runId, December, 2, totalCents, Now, purpose));

    internal Task<JsonElement> PostAsync(
        string path, object body, HttpStatusCode expected = HttpStatusCode.Created, string? key = null) =>
        Treasurer.PostAsync(Address(path), body, expected, key, Now);

    internal Task<JsonElement> ReadAsync(string path, HttpStatusCode expected = HttpStatusCode.OK) =>
        Treasurer.ReadAsync(Address(path), expected, Now);

    internal string Address(string path) => $"/v1/caisses/{Caisse}/{path}";

    internal static string NewKey() => Guid.NewGuid().ToString();

    /// <summary>
    /// Entries whose sides differ, and journals whose numbers are not 1, 2, 3 and so on: there must be none.
    /// </summary>
    internal async Task<IReadOnlyList<string>> WrongInJournalAsync()
    {
        await using var connection = await Service.Database.OpenConnectionAsync();
        return (await connection.QueryAsync<string>(FindWrong, new { Caisse })).AsList();
    }

    const string FindWrong =
        """
        select journal || ' ' || number || ' is out of balance' from journal_line where caisse_id = @Caisse
        group by journal, number having sum(debit_cents) <> sum(credit_cents)
        union all
        select journal || ' has a gap' from journal_entry where caisse_id = @Caisse
        group by journal having max(number) <> count(*) or min(number) <> 1
        union all
        select account || ' differs from its lines'
        from account_total t where caisse_id = @Caisse and debit_cents - credit_cents <> (
            select sum(debit_cents - credit_cents) from journal_line l
            where l.caisse_id = t.caisse_id and l.account = t.account)
        """;
}
