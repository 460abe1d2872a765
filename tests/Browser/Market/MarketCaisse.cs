using System.Net;
using System.Text.Json;
using Caisse.Contracts;
using Caisse.Contracts.Contributions;
using Caisse.Contracts.Governance;
using Caisse.Contracts.Membership;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Support;

namespace Caisse.Browser.Tests.Market;

/// <summary>
/// A caisse with a bakery that may take MonA, and a household with 100.00 MonA and a card; the links that sign
/// their people in.
/// </summary>
sealed class MarketCaisse
{
    internal const string Bakery = "Boulangerie Maupin";
    internal const string Pin = "4071";

    readonly MarketPlatform platform;
    readonly Guid member = Guid.CreateVersion7();
    int decisions;

    MarketCaisse(MarketPlatform platform, string slug) => (this.platform, Slug) = (platform, slug);

    internal string Slug { get; }

    internal string Root => $"/v1/caisses/{Slug}";

    internal Guid Shop { get; private set; }

    internal Guid Household { get; } = Guid.CreateVersion7();

    internal HttpClient Coordinator { get; private set; } = null!;

    internal HttpClient Treasurer { get; private set; } = null!;

    /// <summary>What is written on the household's card.</summary>
    internal string Card { get; private set; } = "";

    internal static async Task<MarketCaisse> FoundAsync(
        MarketPlatform platform, SetPaymentRules? rules = null, SetCategoryRates? rates = null)
    {
        var caisse = new MarketCaisse(platform, $"marche-{Guid.CreateVersion7():N}"[..20]);
        await caisse.AppointAsync();
        await caisse.OpenBakeryAsync();
        await caisse.DecideAsync(SetAllocationScheme.Kind, new SetAllocationScheme(10_000, 5_000));
        await caisse.DecideAsync(
            SetPaymentRules.Kind,
            rules ?? new SetPaymentRules(PinAboveCents: 2_000, OfflineFloorCents: 2_000, OfflineGuaranteeCents: 2_000));
        if (rates is not null)
        {
            await caisse.DecideAsync(SetCategoryRates.Kind, rates);
        }
        await caisse.AllocateAsync();
        caisse.Card = await caisse.NewCardAsync(Pin);
        return caisse;
    }

    internal async Task<string> NewCardAsync(string? pin = null) =>
        (await Coordinator.PostAsync($"{Root}/cards", new { householdId = Household, pin }))
            .GetProperty("token").GetString()!;

    /// <summary>Pays what a till asks for, as the household's telephone does.</summary>
    internal async Task PayRequestAsync(Guid request)
    {
        using var phone = await ActAsAsync(
            Coordinator, new { name = "Nadia", roles = (string[])["member"], memberId = member });
        await phone.PostAsync(
            $"{Root}/payments",
            new { pointOfSaleId = Shop, paymentRequestId = request, means = new { household = Household } },
            key: Guid.NewGuid().ToString());
    }

    internal async Task<long> BalanceAsync() => (await Treasurer.ReadAsync($"{Root}/wallets/{Household}"))
        .GetProperty("balanceCents").GetInt64();

    /// <summary>An address that signs in somebody of the household and leads to a page.</summary>
    internal Task<string> HouseholdLinkAsync(string page) =>
        LinkAsync(new { name = "Nadia Ferrand", roles = (string[])["member"], memberId = member }, page);

    /// <summary>An address that signs in the bakery's bookkeeper and leads to a page.</summary>
    internal Task<string> BookkeeperLinkAsync(string page) =>
        LinkAsync(new { name = "Odile Maupin", roles = (string[])["merchant"], pointOfSaleId = Shop }, page);

    async Task<string> LinkAsync(object invitation, string page) =>
        platform.SignInLink(Slug, await Coordinator.InviteAsync(Root, invitation), page);

    async Task AppointAsync()
    {
        using var theOperator = await platform.OperatorAsync();
        await theOperator.PostAsync("/v1/caisses", new
        {
            slug = Slug,
            name = "Caisse du marché",
            territory = "Montpellier",
            timeZone = "Europe/Paris",
            legalName = "Association",
            legalIdentifier = "123 456 789",
            iban = "FR14 2004 1010 0505 0001 3M02 606",
            foundingRules = (object[])
            [
                new { kind = "set_allocation_scheme", value = new { firstPersonCents = 10_000, furtherPersonCents = 5_000 } },
                new { kind = "set_contribution_scheme", value = new { minimumFirstPersonCents = 100, minimumFurtherPersonCents = 0 } },
            ],
        });
        Coordinator = await StaffAsync(theOperator, "coordinator");
        Treasurer = await StaffAsync(theOperator, "treasurer");
        foreach (var list in (string[])["ledger/closings", "points-of-sale"])
        {
            await Coordinator.HeardAsync($"{Root}/{list}");
        }
    }

    Task<HttpClient> StaffAsync(HttpClient theOperator, string role) =>
        ActAsAsync(theOperator, new { name = role, roles = (string[])[role] });

    /// <summary>Invites somebody; a client with their token.</summary>
    async Task<HttpClient> ActAsAsync(HttpClient by, object person) =>
        await platform.ActAsAsync(await by.InviteAsync(Root, person));

    async Task OpenBakeryAsync()
    {
        Shop = (await Coordinator.PostAsync($"{Root}/points-of-sale", new
        {
            name = Bakery,
            kind = "shop",
            place = new
            {
                street = "4 rue de la Loge",
                postalCode = "34000",
                city = "Montpellier",
                latitude = 43.609,
                longitude = 3.877,
            },
            hours = "mardi au samedi, 7 h à 19 h",
            categories = (string[])["bread", "groceries", "wine"],
            iban = "FR76 3000 6000 0112 3456 7890 189",
            legalName = "Boulangerie Maupin SARL",
            legalIdentifier = "812 345 678 00012",
        })).Id();
        await DecideAsync(AccreditPointOfSale.Kind, new AccreditPointOfSale([Shop], null, null));
        await Eventually.TrueAsync("the wallet knows the bakery", () => HasAsync(
            platform.Wallet, "select exists (select from accreditation where point_of_sale_id = $1)", Shop));
    }

    /// <summary>Whether identity has heard that a till of this caisse was ended.</summary>
    internal Task<bool> IsShutOutAsync() => HasAsync(
        platform.Identity,
        """
        select exists (
            select from oauth_client where caisse_id = $1 and 'till' = any(grants) and revoked_at is not null)
        """,
        Slug);

    static async Task<bool> HasAsync<TService>(RunningService<TService> service, string sql, object about)
        where TService : ICaisseService
    {
        await using var connection = await service.Database.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.Add(new() { Value = about });
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>As governance would tell it, to all who listen.</summary>
    async Task DecideAsync<TRule>(string kind, TRule rule)
    {
        var adopted = new DecisionAdopted(
            Slug, Guid.CreateVersion7(), ++decisions,
            [new DecisionEffect(kind, JsonSerializer.Serialize(rule, CaisseJson.Events))], new DateOnly(2026, 1, 1),
            TimeProvider.System.GetUtcNow());
        await platform.Wallet.HearAsync(adopted);
    }

    async Task AllocateAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        var period = Period.Parse($"{Paris.At(now):yyyy-MM}");
        await TellWalletAsync(new HouseholdAdmitted(Slug, Household, [member], period, 1, now));
        var run = await Treasurer.PostAsync(
            $"{Root}/allocation-runs", new { period }, HttpStatusCode.Accepted,
            Guid.NewGuid().ToString());
        await TellWalletAsync(
            new CompositionFrozen(Slug, period, 0, 1, [new FrozenHousehold(Household, [40])], now, null));
        var asked = await platform.Wallet.ShouldPublishAsync<FundsReservationRequested>(it => it.RunId == run.Id());
        await TellWalletAsync(new FundsReserved(
            Slug, run.Id(), asked.AmountCents, now, Purpose: asked.Purpose));
        await Eventually.TrueAsync("the household has its MonA", async () => await BalanceAsync() == 10_000);
    }

    Task TellWalletAsync(IEvent happened) => platform.Wallet.HearAsync(happened);
}
