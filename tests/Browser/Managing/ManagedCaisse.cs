using System.Text.Json;
using Caisse.Support;

namespace Caisse.Browser.Tests.Managing;

/// <summary>
/// A caisse with two households that promise 50 euros each, euros in the bank, and a committee of two; the
/// links that sign its people in.
/// </summary>
sealed class ManagedCaisse
{
    readonly ManagedPlatform platform;
    readonly List<(Guid Household, Guid Member)> homes = [];

    ManagedCaisse(ManagedPlatform platform, string slug) => (this.platform, Slug) = (platform, slug);

    internal string Slug { get; }

    internal string Root => $"/v1/caisses/{Slug}";

    internal HttpClient Coordinator { get; private set; } = null!;

    internal HttpClient Treasurer { get; private set; } = null!;

    internal string CoordinatorCode { get; private set; } = "";

    internal string TreasurerCode { get; private set; } = "";

    internal Guid Body { get; private set; }

    internal Guid Household => homes[0].Household;

    static string Today => $"{Paris.Today:yyyy-MM-dd}";

    static string Period => $"{Paris.Today:yyyy-MM}";

    internal static async Task<ManagedCaisse> FoundAsync(ManagedPlatform platform)
    {
        var caisse = new ManagedCaisse(platform, $"gestion-{Guid.CreateVersion7():N}"[..20]);
        await caisse.AppointAsync();
        await caisse.AdmitAsync("Nadia", "Ferrand");
        await caisse.AdmitAsync("Lou", "Faure");
        await caisse.ReceiveGrantAsync();
        await caisse.SeatAsync();
        return caisse;
    }

    /// <summary>An address that signs in whoever was invited with a code and leads to a page.</summary>
    internal string Link(string code, string page) => platform.SignInLink(Slug, code, page);

    /// <summary>Invites somebody; the code.</summary>
    internal Task<string> InviteAsync(HttpClient by, string name, string role, Guid? memberId = null) =>
        by.InviteAsync(Root, new { name, roles = (string[])[role], memberId });

    internal Task<string> InviteMemberAsync(int home) =>
        InviteAsync(Coordinator, "Nadia Ferrand", "member", homes[home].Member);

    internal async Task<Guid> ProposeAsync(string title) => (await Coordinator.PostAsync(
        $"{Root}/proposals",
        new { bodyId = Body, title, text = "Parce que.", inForceFrom = Today, effect = new { kind = "none" } })).Id();

    internal Task<JsonElement> WalletAsync(Guid household) => Treasurer.ReadAsync($"{Root}/wallets/{household}");

    async Task AppointAsync()
    {
        using var theOperator = await platform.OperatorAsync();
        await theOperator.PostAsync("/v1/caisses", new
        {
            slug = Slug,
            name = "Caisse de Mauguio",
            territory = "Mauguio",
            timeZone = "Europe/Paris",
            legalName = "Association",
            legalIdentifier = "123 456 789",
            iban = "FR14 2004 1010 0505 0001 3M02 606",
            foundingRules = (object[])
            [
                new { kind = "set_allocation_scheme", value = new { firstPersonCents = 10_000, furtherPersonCents = 5_000 } },
                new { kind = "set_contribution_scheme", value = new { minimumFirstPersonCents = 100, minimumFurtherPersonCents = 0 } },
                new { kind = "set_backing_ratio", value = new { percent = 100 } },
                new { kind = "set_settlement_terms", value = new { feeBasisPoints = 0 } },
            ],
        });
        CoordinatorCode = await InviteAsync(theOperator, "Inès Garcia", "coordinator");
        TreasurerCode = await InviteAsync(theOperator, "Paul Martel", "treasurer");
        Coordinator = await platform.ActAsAsync(CoordinatorCode);
        Treasurer = await platform.ActAsAsync(TreasurerCode);
        foreach (var list in (string[])["points-of-sale", "bodies", "ledger/closings", "campaigns", "contribution-scheme"])
        {
            await Coordinator.HeardAsync($"{Root}/{list}");
        }
    }

    async Task AdmitAsync(string firstName, string lastName)
    {
        var household = await Coordinator.PostAsync($"{Root}/households", new
        {
            members = (object[])[new { firstName, lastName, birthDate = "1980-01-01" }],
            address = new { street = $"{homes.Count + 1} rue du Four", postalCode = "34130", city = "Mauguio" },
            contact = new { email = "nadia@exemple.fr" },
            fromPeriod = Period,
        });
        var id = household.Id();
        homes.Add((id, household.GetProperty("memberIds")[0].GetGuid()));
        await Treasurer.HeardAsync($"{Root}/wallets/{id}");
        await Treasurer.HeardAsync($"{Root}/households/{id}/contributions");
        await Coordinator.PostAsync($"{Root}/pledges", new
        {
            householdId = id, monthlyCents = 5_000, method = "transfer", fromPeriod = Period,
        });
    }

    async Task ReceiveGrantAsync()
    {
        var funder = await Treasurer.PostAsync($"{Root}/funders", new { name = "Ville de Mauguio", kind = "public" });
        var grant = await Treasurer.PostAsync($"{Root}/grants", new
        {
            funderId = funder.Id(), amountCents = 5_000_000, from = Today, until = $"{Paris.Today.AddYears(1):yyyy-MM-dd}",
            purpose = "Droit à l'alimentation",
        });
        await Treasurer.PostAsync(
            $"{Root}/grants/{grant.Id()}/instalments", new { amountCents = 5_000_000, receivedOn = Today },
            key: Guid.NewGuid().ToString());
    }

    async Task SeatAsync()
    {
        Body = (await Coordinator.PostAsync($"{Root}/bodies", new
        {
            kind = "citizens_committee", name = "Comité citoyen", seats = 2, termMonths = 24, quorumPercent = 50,
            decisionMode = "majority",
        })).Id();
        foreach (var (_, memberId) in homes)
        {
            await Eventually.TrueAsync("governance has heard of the member", async () =>
            {
                using var answer = await Coordinator.SendJsonAsync(
                    HttpMethod.Post, $"{Root}/bodies/{Body}/mandates", new { memberId, origin = "election", from = Today });
                return answer.IsSuccessStatusCode;
            });
        }
    }
}
