using System.Net;
using Caisse.Contracts.Identity;
using Caisse.Support;

namespace Caisse.Identity.Tests;

[Collection(SharedIdentity.Name)]
public sealed class FoundingTests(RunningIdentity identity)
{
    [Fact]
    public async Task An_operator_founds_a_caisse_and_everybody_is_told()
    {
        using var theOperator = await identity.OperatorAsync();
        var request = CaisseToFound.Request();

        var answer = await theOperator.PostAsync("/v1/caisses", request);

        Assert.Equal(request.Slug, answer.GetProperty("slug").GetString());
        var founded = await identity.Service.ShouldPublishAsync<CaisseFounded>(
            happened => happened.Caisse == request.Slug);
        Assert.Equal("FR1420041010050500013M02606", founded.Iban);
        Assert.Equal("Europe/Paris", founded.TimeZone);
        Assert.Equal(
            ["set_allocation_scheme", "set_contribution_scheme"],
            founded.FoundingRules.Select(rule => rule.Kind));
        Assert.Contains(
            "\"firstPersonCents\":10000", founded.FoundingRules[0].Value, StringComparison.Ordinal);
        using var anybody = identity.Service.Client();
        Assert.Equal("Montpellier", (await anybody.ReadAsync($"/v1/caisses/{request.Slug}"))
            .GetProperty("territory").GetString());
    }

    [Fact]
    public async Task A_founding_that_was_published_and_forgotten_is_told_again_as_it_was()
    {
        var slug = await identity.FoundAsync();
        var founded = await identity.Service.ShouldPublishAsync<CaisseFounded>(
            happened => happened.Caisse == slug);

        var rebuilt = await identity.Service.RebuildAsync<CaisseFounded>();
        var again = await identity.Service.RebuildAsync<CaisseFounded>();

        Assert.Equal(
            EventText.Of(founded),
            EventText.Of(Assert.Single(rebuilt, happened => happened.Caisse == slug)));
        Assert.Single(again, happened => happened.Caisse == slug);
    }

    [Fact]
    public async Task A_slug_is_given_once()
    {
        using var theOperator = await identity.OperatorAsync();
        var request = CaisseToFound.Request() with { Slug = await identity.FoundAsync(), Name = "Another" };

        var problem = await theOperator.PostAsync("/v1/caisses", request, HttpStatusCode.Conflict);

        Assert.Equal("slug-taken", problem.ProblemType());
        Assert.Single(
            await identity.Service.PublishedAsync<CaisseFounded>(),
            happened => happened.Caisse == request.Slug);
    }

    [Fact]
    public async Task Only_an_operator_founds()
    {
        using var coordinator = await identity.StaffAsync(await identity.FoundAsync(), "coordinator");
        using var anybody = identity.Service.Client();

        await coordinator.PostAsync("/v1/caisses", CaisseToFound.Request(), HttpStatusCode.Forbidden);
        await anybody.PostAsync("/v1/caisses", CaisseToFound.Request(), HttpStatusCode.Unauthorized);
    }

    public static TheoryData<string, object> Mistakes => new()
    {
        { "slug", CaisseToFound.Request() with { Slug = "Montpellier" } },
        { "slug", CaisseToFound.Request() with { Slug = "oauth" } },
        { "slug", CaisseToFound.Request() with { Slug = "-ab" } },
        { "slug", CaisseToFound.Request() with { Slug = "montpellier\n" } },
        { "name", CaisseToFound.Request() with { Name = "a\0b" } },
        { "timeZone", CaisseToFound.Request() with { TimeZone = "Europe/Montpellier" } },
        { "timeZone", CaisseToFound.Request() with { TimeZone = "../../etc/passwd" } },
        { "iban", CaisseToFound.Request() with { Iban = "FR1420041010050500013M02607" } },
        { "foundingRules", CaisseToFound.Request() with { FoundingRules = [] } },
        { "foundingRules", CaisseToFound.Request() with { FoundingRules = [null, null] } },
        {
            "foundingRules",
            CaisseToFound.Request() with
            {
                FoundingRules = [CaisseToFound.Allocation, CaisseToFound.Allocation],
            }
        },
        {
            "foundingRules", CaisseToFound.Request() with
            {
                FoundingRules =
                [
                    CaisseToFound.Allocation, CaisseToFound.Contribution,
                    new
                    {
                        kind = "suspend_point_of_sale",
                        value = new { pointOfSaleId = Guid.NewGuid(), reason = "none" },
                    },
                ],
            }
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Every_mistake_is_named(string field, object request)
    {
        using var theOperator = await identity.OperatorAsync();
        var problem = await theOperator.PostAsync("/v1/caisses", request, HttpStatusCode.BadRequest);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
    }

    [Fact]
    public async Task The_list_of_caisses_is_public_and_comes_in_pages()
    {
        var slugs = new[] { await identity.FoundAsync(), await identity.FoundAsync() };
        using var anybody = identity.Service.Client();
        var seen = new List<string>();
        string? next = null;
        do
        {
            var page =
                await anybody.ReadAsync($"/v1/caisses?limit=1{(next is null ? "" : $"&after={next}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray()
                .Select(item => item.GetProperty("slug").GetString()!));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);

        Assert.Equal(slugs, seen.Where(slugs.Contains));
    }
}
