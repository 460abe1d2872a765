using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Identity.SigningIn;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Caisse.Identity.Tests;

[Collection(SharedIdentity.Name)]
public sealed class StaffingTests(RunningIdentity identity)
{
    [Fact]
    public async Task Whoever_was_invited_is_staff_and_their_token_says_who_they_are()
    {
        var slug = await identity.FoundAsync();
        using var coordinator = await identity.StaffAsync(slug, "coordinator");
        var memberId = Guid.CreateVersion7();
        var code = await RunningIdentity.InviteAsync(
            coordinator, slug, new { name = "Bea", roles = Words.Of("member"), memberId });

        using var member = await identity.ActAsAsync(code);

        await member.ReadAsync($"/v1/caisses/{slug}/staff", HttpStatusCode.Forbidden);
        var listed = await ListedAsync(coordinator, slug, "Bea");
        Assert.Equal(memberId, listed.GetProperty("memberId").GetGuid());
        await using var connection = await identity.Service.Database.OpenConnectionAsync();
        Assert.Equal(["staff.listed"], await connection.QueryAsync<string>(
            "select action from audit where after -> 'ids' ? @id", new { id = memberId.ToString() }));
    }

    [Fact]
    public async Task Nobody_is_answered_another_persons_secret()
    {
        var slug = await identity.FoundAsync();
        using var theOperator = await identity.OperatorAsync();
        using var coordinator = await identity.StaffAsync(slug, "coordinator");
        var person = new { name = "Ada", roles = Words.Of("treasurer") };

        await theOperator.PostAsync(
            $"/v1/caisses/{slug}/staff", person, HttpStatusCode.MethodNotAllowed);
        await coordinator.PostAsync(
            $"/v1/caisses/{slug}/staff", person, HttpStatusCode.MethodNotAllowed);
        var invited = await coordinator.PostAsync($"/v1/caisses/{slug}/invitations", person);
        Assert.False(invited.TryGetProperty("clientSecret", out _), "a secret of another person");
    }

    [Fact]
    public async Task A_delegate_signs_in_as_the_person_that_households_named_and_as_no_one_without_one()
    {
        var slug = await identity.FoundAsync();
        using var coordinator = await identity.StaffAsync(slug, "coordinator");
        await coordinator.PostAsync(
            $"/v1/caisses/{slug}/invitations", new { name = "Rose", roles = Words.Of("delegate") },
            HttpStatusCode.BadRequest);
        var delegateId = Guid.CreateVersion7();
        var code = await RunningIdentity.InviteAsync(
            coordinator, slug, new { name = "Rose", roles = Words.Of("delegate"), memberId = delegateId });

        using var anybody = identity.Service.Client();
        var token = await anybody.ActAsAsync(
            RunningIdentity.OperatorId, RunningIdentity.OperatorSecret, code);
        var claims = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(
            System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]));
        Assert.Equal($"{slug}:delegate", claims.GetProperty("grants")[0].GetString());
        Assert.Equal(delegateId, claims.GetProperty("member").GetGuid());
    }

    [Fact]
    public async Task An_operator_sees_nobody_of_a_caisse()
    {
        var slug = await identity.FoundAsync();
        using var theOperator = await identity.OperatorAsync();

        await theOperator.ReadAsync($"/v1/caisses/{slug}/staff", HttpStatusCode.Forbidden);
        await theOperator.PostAsync(
            "/v1/caisses/no-such-caisse/invitations", new { name = "Ada", roles = Words.Of("treasurer") },
            HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Staff_of_one_caisse_find_another_caisse_nowhere()
    {
        var (mine, other) = (await identity.FoundAsync(), await identity.FoundAsync());
        using var coordinator = await identity.StaffAsync(mine, "coordinator");
        using var theirs = await identity.StaffAsync(other, "coordinator", "treasurer");
        var id = (await ListedAsync(theirs, other, "Ada")).Id();

        await coordinator.ReadAsync($"/v1/caisses/{other}/staff", HttpStatusCode.NotFound);
        await coordinator.ReadAsync($"/v1/caisses/{other}/clients", HttpStatusCode.NotFound);
        await coordinator.PostAsync(
            $"/v1/caisses/{other}/invitations", new { name = "Me", roles = Words.Of("treasurer") },
            HttpStatusCode.NotFound);
        await DeleteAsync(coordinator, $"/v1/caisses/{other}/staff/{id}", HttpStatusCode.NotFound);
        await DeleteAsync(coordinator, $"/v1/caisses/{mine}/staff/{id}", HttpStatusCode.NotFound);
        Assert.Equal(id, (await ListedAsync(theirs, other, "Ada")).Id());
    }

    [Fact]
    public async Task Somebody_dismissed_cannot_sign_in_and_the_audit_trail_knows_who_did_it()
    {
        var slug = await identity.FoundAsync();
        using var coordinator = await identity.StaffAsync(slug, "coordinator");
        var code = await RunningIdentity.InviteAsync(
            coordinator, slug, new { name = "Dora Secret", roles = Words.Of("treasurer") });
        using (await identity.ActAsAsync(code))
        {
        }
        var staff = await ListedAsync(coordinator, slug, "Dora Secret");

        await DeleteAsync(coordinator, $"/v1/caisses/{slug}/staff/{staff.Id()}", HttpStatusCode.OK);
        await DeleteAsync(coordinator, $"/v1/caisses/{slug}/staff/{staff.Id()}", HttpStatusCode.NotFound);

        using var anybody = identity.Service.Client();
        using var refused = await anybody.AskToActAsync(
            RunningIdentity.OperatorId, RunningIdentity.OperatorSecret, code);
        Assert.Equal("invalid_grant", await refused.ErrorAsync(HttpStatusCode.BadRequest));
        await using var connection = await identity.Service.Database.OpenConnectionAsync();
        var trail = (await connection.QueryAsync<(string Action, string Actor, string Detail)>(
            """
            select action, actor, concat(before, after) from audit
            where caisse_id = @slug and subject = @subject order by at
            """,
            new { slug, subject = staff.Id().ToString() })).AsList();
        Assert.Equal(["staff.dismissed"], trail.Select(entry => entry.Action));
        Assert.All(trail, entry => Assert.StartsWith("person-", entry.Actor, StringComparison.Ordinal));
        Assert.All(trail, entry => Assert.DoesNotContain("Dora", entry.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_did_what_is_read_by_those_who_run_the_caisse_and_who_only_looked_is_left_out()
    {
        var slug = await identity.FoundAsync();
        using var coordinator = await identity.StaffAsync(slug, "coordinator");
        await coordinator.ReadAsync($"/v1/caisses/{slug}/staff");
        var code = await RunningIdentity.InviteAsync(
            coordinator, slug, new { name = "Bea", roles = Words.Of("member"), memberId = Guid.CreateVersion7() });
        using var member = await identity.ActAsAsync(code);
        var trail = $"/v1/caisses/{slug}/audit/identity";

        await member.ReadAsync(trail, HttpStatusCode.Forbidden);
        var sent = (await coordinator.ReadAsync($"{trail}?what=invitation.sent&limit=1"))
            .GetProperty("items").EnumerateArray().Single();
        var acts = (await coordinator.ReadAsync(trail)).GetProperty("items").EnumerateArray()
            .Select(entry => entry.GetProperty("action").GetString()).ToList();
        var looks = (await coordinator.ReadAsync($"{trail}?looks=true&actor={sent.GetProperty("actor")}"))
            .GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("action").GetString());

        Assert.StartsWith("person-", sent.GetProperty("actor").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Bea", sent.GetProperty("after").GetString(), StringComparison.Ordinal);
        Assert.Equal("invitation.accepted", acts[0]);
        Assert.DoesNotContain("staff.listed", acts);
        Assert.Contains("staff.listed", looks);
    }

    [Fact]
    public async Task An_app_gets_the_scopes_it_was_registered_with_until_it_is_removed()
    {
        var slug = await identity.FoundAsync();
        using var coordinator = await identity.StaffAsync(slug, "coordinator");

        var app = await coordinator.PostAsync($"/v1/caisses/{slug}/clients", new
        {
            name = "The town's portal",
            scopes = Words.Of("fund.read"),
            redirectUris = Words.Of("https://town.example/back", "http://127.0.0.1:5000/back"),
        });
        using var signedIn = await identity.SignedInAsync(app);
        await signedIn.ReadAsync($"/v1/caisses/{slug}/clients", HttpStatusCode.Forbidden);
        await DeleteAsync(coordinator, $"/v1/caisses/{slug}/clients/{app.Id()}", HttpStatusCode.OK);

        Assert.Empty((await coordinator.ReadAsync($"/v1/caisses/{slug}/clients")).GetProperty("items")
            .EnumerateArray());
        using var anybody = identity.Service.Client();
        using var refused = await anybody.AskAsync(
            ("grant_type", "client_credentials"), ("client_id", app.GetProperty("clientId").GetString()!),
            ("client_secret", app.GetProperty("clientSecret").GetString()!));
        Assert.Equal("invalid_client", await refused.ErrorAsync(HttpStatusCode.Unauthorized));
    }

    [Theory]
    [InlineData("treasurer", "https://town.example")]
    [InlineData("fund.read", "http://town.example")]
    [InlineData("fund.read", "javascript:alert(1)")]
    [InlineData("fund.read", "/back")]
    [InlineData("fund.read", "https://town.example/#part")]
    public async Task An_app_cannot_have_a_role_or_an_unsafe_redirect(string scope, string redirectUri)
    {
        var slug = await identity.FoundAsync();
        using var coordinator = await identity.StaffAsync(slug, "coordinator");
        var request = new { name = "App", scopes = new[] { scope }, redirectUris = new[] { redirectUri } };
        await coordinator.PostAsync($"/v1/caisses/{slug}/clients", request, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_till_that_was_registered_can_sign_in()
    {
        var slug = await identity.FoundAsync();
        var (secret, pointOfSaleId) = (ClientSecret.Make(), Guid.CreateVersion7());
        var registered = new TillRegistered(
            slug, Guid.CreateVersion7(), pointOfSaleId, "Till 1", $"till-{Guid.NewGuid():N}",
            ClientSecret.Hash(secret), TimeProvider.System.GetUtcNow());

        await identity.Service.HearAsync(registered);

        using var anybody = identity.Service.Client();
        var token = await anybody.TokenAsync(registered.ClientId, secret);
        var claims = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(
            System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]));
        Assert.Equal($"{slug}:till", claims.GetProperty("grants")[0].GetString());
        Assert.Equal(pointOfSaleId, claims.GetProperty("point_of_sale").GetGuid());
    }

    [Fact]
    public async Task A_till_that_was_linked_signs_in_with_its_own_key_until_it_is_ended()
    {
        var slug = await identity.FoundAsync();
        using var device = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (pointOfSaleId, now) = (Guid.CreateVersion7(), TimeProvider.System.GetUtcNow());
        var till = new TillRegistered(
            slug, Guid.CreateVersion7(), pointOfSaleId, "Comptoir", $"till-{Guid.NewGuid():N}", null, now,
            Convert.ToBase64String(device.ExportSubjectPublicKeyInfo()));
        await identity.Service.HearAsync(till);
        using var another = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var (status, grants) = await SignInWithKeyAsync(till.ClientId, device);
        Assert.Equal((HttpStatusCode.OK, $"{slug}:till"), (status, grants));
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInWithKeyAsync(till.ClientId, another)).Status);

        await identity.Service.HearAsync(new TillEnded(slug, till.TillId, pointOfSaleId, till.ClientId, now));
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInWithKeyAsync(till.ClientId, device)).Status);
    }

    [Fact]
    public async Task A_till_whose_end_is_heard_first_never_signs_in()
    {
        var slug = await identity.FoundAsync();
        var (clientId, pointOfSaleId) = ($"till-{Guid.NewGuid():N}", Guid.CreateVersion7());
        var (tillId, now) = (Guid.CreateVersion7(), TimeProvider.System.GetUtcNow());
        using var device = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        await identity.Service.HearAsync(new TillEnded(slug, tillId, pointOfSaleId, clientId, now));
        await identity.Service.HearAsync(new TillRegistered(
            slug, tillId, pointOfSaleId, "Comptoir", clientId, null, now,
            Convert.ToBase64String(device.ExportSubjectPublicKeyInfo())));

        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInWithKeyAsync(clientId, device)).Status);
    }

    /// <summary>As the till in a browser does (RFC 7523): what it signs is good for a minute.</summary>
    async Task<(HttpStatusCode Status, string? Grants)> SignInWithKeyAsync(string clientId, ECDsa key)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var assertion = AccessToken.Sign(
            new JsonObject { ["alg"] = "ES256", ["typ"] = "client-authentication+jwt" },
            new JsonObject
            {
                ["iss"] = clientId, ["sub"] = clientId, ["aud"] = "http://localhost:8080/",
                ["jti"] = Guid.NewGuid().ToString(), ["iat"] = now, ["exp"] = now + 60,
            },
            key);
        using var anybody = identity.Service.Client();
        using var answer = await anybody.PostAsync(
            new Uri("/oauth/token", UriKind.Relative),
            new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = clientId,
                ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                ["client_assertion"] = assertion,
            }));
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        var token = (string?)body["access_token"];
        return (
            answer.StatusCode,
            token is null ? null : (string?)JsonNode.Parse(
                System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]))!["grants"]![0]);
    }

    [Fact]
    public async Task The_service_itself_sees_no_personal_data_without_saying_for_which_caisse()
    {
        using var somebody = await identity.StaffAsync(await identity.FoundAsync(), "coordinator");
        await using var connection =
            await identity.Service.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();

        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("select count(*) from staff"));
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("select count(*) from oauth_client"));
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>(
            "select count(*) from client_that_signs_in(@OperatorId)", new { RunningIdentity.OperatorId }));
    }

    static async Task<System.Text.Json.JsonElement> ListedAsync(HttpClient by, string slug, string name) =>
        (await by.ReadAsync($"/v1/caisses/{slug}/staff")).GetProperty("items").EnumerateArray()
        .Single(item => item.GetProperty("name").GetString() == name);

    static async Task DeleteAsync(HttpClient client, string address, HttpStatusCode expected)
    {
        using var response = await client.SendJsonAsync(HttpMethod.Delete, address);
        await response.ShouldBeAsync(expected);
    }
}
