using System.Net;
using Caisse.ServiceDefaults;
using Caisse.Support;

namespace Caisse.Contributions.Tests;

public sealed class TenancyTests(StartedService started) : IClassFixture<StartedService>
{
    static readonly string[] EveryGrant = [.. Grants.StaffRoles, .. Grants.AppScopes, Grants.Till];

    [Fact]
    public async Task Every_use_case_of_another_caisse_looks_like_one_that_does_not_exist()
    {
        var fund = await TestFund.FoundAsync(started);
        using var stranger = fund.Service.Client([.. EveryGrant.Select(grant => $"elsewhere:{grant}")]);
        var endpoints = Endpoint.All(fund.Service.Services);
        Assert.Equal(22, endpoints.Count);
        foreach (var endpoint in endpoints.Where(endpoint => !endpoint.IsPublic))
        {
            using var response = await stranger.SendJsonAsync(
                endpoint.Method, endpoint.AddressIn(fund.Caisse), new { }, TestFund.NewKey(), ifMatch: 1);
            Assert.Equal("not-found", (await response.ShouldBeAsync(HttpStatusCode.NotFound)).ProblemType());
        }
    }

    [Fact]
    public void Only_the_contribution_scheme_is_public() => Assert.Equal(
        ["GET contribution-scheme"],
        Endpoint.All(started.Service.Services).Where(endpoint => endpoint.IsPublic).Select(
            endpoint => endpoint.ToString()));

    [Fact]
    public async Task The_api_description_names_every_use_case()
    {
        using var anyone = started.Service.Client();
        var paths = (await anyone.ReadAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject()
            .Where(path => path.Name.StartsWith("/v1/caisses/", StringComparison.Ordinal));
        Assert.Equal(
            Endpoint.All(started.Service.Services).Count, paths.Sum(
                path => path.Value.EnumerateObject().Count()));
    }

    [Fact]
    public async Task Without_a_token_nothing_else_answers()
    {
        using var anyone = started.Service.Client();
        foreach (var endpoint in Endpoint.All(started.Service.Services).Where(endpoint => !endpoint.IsPublic))
        {
            using var response = await anyone.SendJsonAsync(endpoint.Method, endpoint.AddressIn("anywhere"));
            await response.ShouldBeAsync(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task What_is_the_treasurers_is_refused_to_members_and_tills()
    {
        var fund = await TestFund.FoundAsync(started);
        using var member = fund.Service.Client($"{fund.Caisse}:member", $"{fund.Caisse}:till");
        foreach (var path in (string[])[
            "collections", "receipts", "funders", "grants", $"grants/{Guid.NewGuid()}/instalments"])
        {
            await member.PostAsync(fund.Address(path), new { }, HttpStatusCode.Forbidden);
        }
        await member.ReadAsync(fund.Address("fund"), HttpStatusCode.Forbidden);
        await member.ReadAsync(fund.Address("pledges"), HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_ids_of_one_caisse_are_unknown_in_another()
    {
        var (mine, theirs) = (await TestFund.FoundAsync(started), await TestFund.FoundAsync(started));
        var household = await mine.AdmitAsync(1);
        var pledge = await mine.PledgeAsync(household, 1000);
        var grantId = await mine.PromiseAsync(1000);
        var collection = await mine.PostAsync(
            "collections", new { period = "2026-12" }, key: TestFund.NewKey());
        string[] paths =
        [
            $"pledges/{pledge.Id()}", $"households/{household}/contributions", $"grants/{grantId}",
            $"collections/{collection.Id()}",
        ];
        foreach (var path in paths)
        {
            await mine.ReadAsync(path);
            await theirs.ReadAsync(path, HttpStatusCode.NotFound);
        }
        await theirs.ReceiveAsync(household, 1000, expected: HttpStatusCode.NotFound);
        await theirs.ReceiveInstalmentAsync(grantId, 1000, HttpStatusCode.NotFound);
        foreach (var list in (string[])["pledges", "collections", "funders", "grants"])
        {
            Assert.Equal(1, (await mine.ReadAsync(list)).GetProperty("items").GetArrayLength());
            Assert.Equal(0, (await theirs.ReadAsync(list)).GetProperty("items").GetArrayLength());
        }
    }
}
