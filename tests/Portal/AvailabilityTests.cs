using System.Net;

namespace Caisse.Portal.Tests;

/// <summary>What readers see while a part of the platform does not answer.</summary>
public sealed class AvailabilityTests
{
    const string Away = "ne répondent pas pour l’instant";

    [Theory]
    [InlineData("/points-of-sale", "/mauguio/points-de-vente/01a22d42-0ba5-753e-acec-5055c643cf0b", 200)]
    [InlineData("/decisions", "/mauguio", 200)]
    [InlineData("/decisions", "/mauguio/regles", 200)]
    [InlineData("/ledger/closings", "/mauguio/comptes", 200)]
    [InlineData("/tally", "/mauguio/decisions/5", 200)]
    [InlineData("/campaigns", "/mauguio/tirages", 200)]
    public async Task A_service_that_is_away_costs_one_section_of_a_page(string part, string address, int status)
    {
        await using var portal = new PortalForOneTest();
        await portal.StartAsync();
        portal.Running.Platform.Away[part] = true;
        using var client = portal.Running.Client();
        using var response = await client.GetAsync(new Uri(address, UriKind.Relative));
        var page = await response.Content.ReadAsStringAsync();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(Away, page, StringComparison.Ordinal);
        Assert.Contains("Caisse de Mauguio", page, StringComparison.Ordinal);
        Assert.Contains("04 65 71 00 00", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caisse_keeps_its_page_while_identity_is_away()
    {
        await using var portal = new PortalForOneTest();
        await portal.StartAsync();
        portal.Running.Platform.Away["/v1/caisses"] = true;
        using var client = portal.Running.Client();
        using var response = await client.GetAsync(new Uri("/mauguio", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("Mauguio", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_answers_again_is_shown_at_once()
    {
        await using var portal = new PortalForOneTest();
        await portal.StartAsync();
        portal.Running.Platform.Away["/ledger/closings"] = true;
        using var client = portal.Running.Client();
        Assert.Contains(Away, await client.GetStringAsync(new Uri("/mauguio/comptes", UriKind.Relative)), StringComparison.Ordinal);
        portal.Running.Platform.Away.Clear();

        Assert.DoesNotContain(Away, await client.GetStringAsync(new Uri("/mauguio/comptes", UriKind.Relative)), StringComparison.Ordinal);
    }

    sealed class PortalForOneTest : IAsyncDisposable
    {
        internal RunningPortal Running { get; } = new();

        internal Task StartAsync() => Running.InitializeAsync();

        public async ValueTask DisposeAsync() => await Running.DisposeAsync();
    }
}
