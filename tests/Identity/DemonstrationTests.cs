using System.Net;
using System.Security.Cryptography;

namespace Caisse.Identity.Tests;

public sealed class DemonstrationTests
{
    [Fact]
    public async Task In_development_the_people_of_a_demonstration_sign_in_by_an_address_as_often_as_one_likes()
    {
        await using var running = new Started(await RunningIdentity.StartAsync());
        var address = await running.CoordinatorsAddressAsync();
        for (var time = 0; time < 2; time++)
        {
            using var browser = running.Browser();
            await browser.OpenAsync($"{address}?retour=/invitation");
            Assert.Equal("/invitation", browser.At);
            await browser.OpenAsync("/compte");
            Assert.Equal("/compte", browser.At);
        }
    }

    [Fact]
    public async Task In_development_an_operators_program_acts_as_its_people_and_no_other_program_does()
    {
        await using var running = new Started(await RunningIdentity.StartAsync());
        var code = (await running.CoordinatorsAddressAsync()).Split('/')[^1];
        using var client = running.Service.Client();
        var token = await client.ActAsAsync(RunningIdentity.OperatorId, RunningIdentity.OperatorSecret, code);
        using var coordinator = running.Service.ClientWith(token);
        var me = await Support.Http.ReadAsync(coordinator, "/v1/me");
        Assert.Equal("Ada", me.GetProperty("name").GetString());
        var slug = me.GetProperty("caisses")[0].GetProperty("slug").GetString();
        var app = await Support.Http.PostAsync(
            coordinator, $"/v1/caisses/{slug}/clients", new { name = "App", scopes = Words.Of("fund.read") });

        using var byAnApp = await client.AskToActAsync(
            app.GetProperty("clientId").GetString()!, app.GetProperty("clientSecret").GetString()!, code);
        using var withoutCode = await client.AskToActAsync(
            RunningIdentity.OperatorId, RunningIdentity.OperatorSecret, "000000000000");

        Assert.Equal("invalid_grant", await byAnApp.ErrorAsync(HttpStatusCode.BadRequest));
        Assert.Equal("invalid_grant", await withoutCode.ErrorAsync(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Outside_development_there_is_no_such_address()
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        await using var running = new Started(
            await RunningIdentity.StartAsync(
                "environment=Production", $"Identity:KeyEncryptionKey={key}", "Clock:RequestTime=false",
                "Tokens:Issuer=http://localhost:8080"));
        var address = await running.CoordinatorsAddressAsync();
        using var browser = running.Browser();

        await browser.OpenAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        await browser.OpenAsync("/compte");
        Assert.StartsWith("/connexion", browser.At);
        using var client = running.Service.Client();
        using var refused = await client.AskToActAsync(
            RunningIdentity.OperatorId, RunningIdentity.OperatorSecret, address.Split('/')[^1]);
        Assert.Equal("unsupported_grant_type", await refused.ErrorAsync(HttpStatusCode.BadRequest));
    }

    sealed record Started(Support.RunningService<IdentityService> Service) : IAsyncDisposable
    {
        internal Browser Browser() => new(Service.Address);

        /// <summary>Where a coordinator of a new caisse would sign in.</summary>
        internal async Task<string> CoordinatorsAddressAsync()
        {
            using var client = Service.Client();
            using var theOperator = Service.ClientWith(
                await client.TokenAsync(RunningIdentity.OperatorId, RunningIdentity.OperatorSecret));
            var request = CaisseToFound.Request();
            await Support.Http.PostAsync(theOperator, "/v1/caisses", request);
            var invited = await Support.Http.PostAsync(
                theOperator, $"/v1/caisses/{request.Slug}/invitations",
                new { name = "Ada", roles = Words.Of("coordinator") });
            return "/connexion/demonstration/"
                + invited.GetProperty("letterAddress").GetString()!.Split('/')[^1];
        }

        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }
}
