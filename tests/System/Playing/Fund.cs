using System.Text.Json;
using Caisse.Contracts;
using Caisse.Rules;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>
/// A caisse of one test, and what people do in it: everything through the gateway, with credentials of their
/// own. Its clock
/// says when each request happens.
/// </summary>
internal sealed partial class Fund
{
    readonly Platform platform;

    Fund(Platform platform, string slug, DateTimeOffset now)
    {
        (this.platform, Slug, Now) = (platform, slug, now);
        Public = platform.Client(clock: () => Now);
    }

    internal string Slug { get; }

    internal string Root => $"/v1/caisses/{Slug}";

    /// <summary>When what is asked from now on happens.</summary>
    internal DateTimeOffset Now { get; set; }

    internal DateOnly Today => Paris.DayOf(Now);

    /// <summary>Without a token.</summary>
    internal HttpClient Public { get; }

    internal HttpClient Coordinator { get; private set; } = null!;

    internal HttpClient Treasurer { get; private set; } = null!;

    /// <summary>Founds a caisse and names its first staff.</summary>
    internal static async Task<Fund> FoundAsync(
        Platform platform, string slug, DateTimeOffset now, SetAllocationScheme allocation,
        SetContributionScheme contribution)
    {
        var fund = new Fund(platform, slug, now);
        object[] rules =
        [
            new { kind = SetAllocationScheme.Kind, value = allocation },
            new { kind = SetContributionScheme.Kind, value = contribution },
        ];
        var founding = new
        {
            slug,
            name = $"Caisse de {slug}",
            territory = slug,
            timeZone = "Europe/Paris",
            legalName = $"Association {slug}",
            legalIdentifier = "W343000001",
            iban = Iban,
            foundingRules = rules,
        };
        await platform.Operator.PostAsync("/v1/caisses", founding, at: now);
        fund.Coordinator = await fund.NameStaffAsync(platform.Operator, "coordinator");
        fund.Treasurer = await fund.NameStaffAsync(platform.Operator, "treasurer");
        await fund.Public.ReadUntilAsync($"{fund.Root}/points-of-sale", _ => true);
        await fund.AppliedAsync(1, rules.Length);
        return fund;
    }

    /// <summary>Names someone, who signs in.</summary>
    internal async Task<HttpClient> NameStaffAsync(HttpClient by, params string[] roles) =>
        await NameAsync(by, roles, null);

    /// <summary>Gives a person of a household credentials of their own.</summary>
    internal async Task<HttpClient> NameMemberAsync(Guid memberId, params string[] furtherRoles) =>
        await NameAsync(Coordinator, ["member", .. furtherRoles], memberId);

    /// <summary>Registers a third party's app, which signs in.</summary>
    internal async Task<HttpClient> RegisterAppAsync(params string[] scopes) =>
        await SignInAsync(await Coordinator.PostAsync($"{Root}/clients", new { name = "App", scopes }));

    internal Task<JsonElement> ReadFundAsync() => Treasurer.ReadAsync($"{Root}/fund");

    internal Task<JsonElement> ReadLedgerAsync() => Treasurer.ReadAsync($"{Root}/ledger/check");

    internal async Task<long> BalanceAsync(Household household) =>
        (await Treasurer.ReadAsync($"{Root}/wallets/{household.Id}")).Cents("balanceCents");

    /// <summary>
    /// Waits until the fund's euros and the ledger's MonA tell the same, and proves the ledger.
    /// </summary>
    internal async Task<JsonElement> ShouldAgreeAsync()
    {
        var ledger = await Treasurer.ReadUntilAsync(
            $"{Root}/ledger/check", proof => proof.GetProperty("isSound").GetBoolean());
        Assert.Equal(0, ledger.Cents("sumCents"));
        var outstanding =
            ledger.Cents("outstandingHouseholdsCents") + ledger.Cents("outstandingPointsOfSaleCents")
            + ledger.Cents("outstandingVouchersCents");
        // What corrections took back is not in wallets, and may be given again.
        var backed = outstanding + ledger.Cents("correctionCents");
        Assert.Equal(
            ledger.Cents("issuedCents"),
            backed + ledger.Cents("guaranteeCents") + ledger.Cents("settledCents")
                + ledger.Cents("expiredCents"));
        await Treasurer.ReadUntilAsync(
            $"{Root}/fund",
            fund => fund.Cents("outstandingMonaCents") == backed && fund.Cents("reservedCents") == 0);
        return ledger;
    }

    internal static DateTimeOffset At(int year, int month, int day, int hour = 9, int minute = 0) =>
        new(year, month, day, hour, minute, 0, TimeSpan.Zero);

    internal static Period Month(int year, int month) => new(new DateOnly(year, month, 1));

    async Task<HttpClient> NameAsync(HttpClient by, string[] roles, Guid? memberId)
    {
        var request = new { name = string.Join(" and ", roles), roles, memberId };
        return platform.Client(await ActAsInvitedAsync(by, request), () => Now);
    }

    /// <summary>Invites a person; a token of theirs.</summary>
    async Task<string> ActAsInvitedAsync(HttpClient by, object person)
    {
        var invited = await by.PostAsync($"{Root}/invitations", person);
        var address = invited.GetProperty("letterAddress").GetString()
            ?? MailFolder.LinkIn(await platform.Mail.WaitAsync(invited.Text("email")));
        return await platform.ActAsAsync(address.Split('/')[^1]);
    }

    async Task<HttpClient> SignInAsync(JsonElement credentials)
    {
        var token = await platform.SignInAsync(
            credentials.Text("clientId"), credentials.Text("clientSecret"));
        return platform.Client(token, () => Now);
    }

    const string Iban = "FR7630006000011234567890189";
}
