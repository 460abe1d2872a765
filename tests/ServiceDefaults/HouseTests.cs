using System.Net;
using Caisse.Contracts;
using Caisse.Contracts.Wallet;
using Caisse.Support;
using Dapper;

namespace Caisse.ServiceDefaults.Tests;

public sealed class HouseTests(HouseTests.Started started) : IClassFixture<HouseTests.Started>
{
    public sealed class Started : IAsyncLifetime
    {
        public RunningService<ProbeService> Service { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Service = await RunningService<ProbeService>.StartAsync();
            await Service.FoundAsync("nantes");
            await Service.FoundAsync("lyon");
        }

        public async Task DisposeAsync() => await Service.DisposeAsync();
    }

    const string Notes = "/v1/caisses/nantes/notes";

    readonly RunningService<ProbeService> service = started.Service;
    readonly HttpClient treasurer = started.Service.Client("nantes:treasurer");

    [Fact]
    public async Task The_same_key_and_body_get_the_first_answer()
    {
        var key = Guid.NewGuid().ToString();
        var first = await treasurer.PostAsync(Notes, new { text = "once", period = "2026-12" }, key: key);
        var second = await treasurer.PostAsync(Notes, new { period = "2026-12", text = "once" }, key: key);
        Assert.Equal(first.Id(), second.Id());
    }

    [Fact]
    public async Task Fifty_callers_with_one_key_write_one_note()
    {
        var key = Guid.NewGuid().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ =>
            treasurer.PostAsync(Notes, new { text = "fifty", period = "2026-12" }, key: key)));
        Assert.Single(answers.Select(answer => answer.Id()).Distinct());
        Assert.Equal(1, (await NotesAsync()).Count(text => text == "fifty"));
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        var key = Guid.NewGuid().ToString();
        await treasurer.PostAsync(Notes, new { text = "one", period = "2026-12" }, key: key);
        var problem = await treasurer.PostAsync(
            Notes, new { text = "other", period = "2026-12" }, HttpStatusCode.UnprocessableEntity, key);
        Assert.Equal("idempotency-key-reused", problem.ProblemType());
    }

    [Fact]
    public async Task A_refusal_is_kept_as_the_first_answer()
    {
        var key = Guid.NewGuid().ToString();
        for (var time = 0; time < 2; time++)
        {
            var problem = await treasurer.PostAsync(
                Notes, new { text = "no", period = "2026-12" }, HttpStatusCode.Conflict, key);
            Assert.Equal("no-is-no", problem.ProblemType());
        }
    }

    [Fact]
    public async Task Money_moving_requests_need_a_key() => Assert.Contains(
        "Idempotency-Key",
        (await treasurer.PostAsync(Notes, new { text = "x", period = "2026-12" }, HttpStatusCode.BadRequest))
            .GetProperty("detail").GetString(),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"text": "x"}""", "period")]
    [InlineData("""{"text": "x", "period": "2026-13"}""", "$.period")]
    [InlineData("""{"text": 7, "period": "2026-12"}""", "$.text")]
    [InlineData("""{"text": "x", "period": "2026-12", "txet": 1}""", "txet")]
    [InlineData("""{"text": "x", "text": "y", "period": "2026-12"}""", "text")]
    [InlineData("""{"text": null, "period": "2026-12"}""", "text")]
    [InlineData("""{"text": "a\u0000b", "period": "2026-12"}""", "text")]
    [InlineData("""{"text": """, "line 1")]
    [InlineData("[]", "type")]
    [InlineData("", "body")]
    public async Task Malformed_input_is_named(string body, string named)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        content.Headers.Add(IdempotencyKey.Header, Guid.NewGuid().ToString());
        using var request = new HttpRequestMessage(HttpMethod.Post, Notes) { Content = content };
        request.Headers.Add(IdempotencyKey.Header, Guid.NewGuid().ToString());
        content.Headers.Remove(IdempotencyKey.Header);
        using var response = await treasurer.SendAsync(request);
        var problem = await response.ShouldBeAsync(HttpStatusCode.BadRequest);
        Assert.Contains(named, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Caisse.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task French_is_spoken_to_those_who_ask_for_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Notes);
        request.Content = System.Net.Http.Json.JsonContent.Create(new { text = "no", period = "2026-12" });
        request.Headers.Add(IdempotencyKey.Header, Guid.NewGuid().ToString());
        request.Headers.Add("Accept-Language", "fr-FR, en;q=0.5");
        using var response = await treasurer.SendAsync(request);
        Assert.Equal(
            "Non.",
            (await response.ShouldBeAsync(HttpStatusCode.Conflict)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Another_caisse_looks_like_one_that_does_not_exist()
    {
        using var other = service.Client("lyon:treasurer");
        Assert.Equal("not-found", (await other.ReadAsync(Notes, HttpStatusCode.NotFound)).ProblemType());
    }

    [Fact]
    public async Task A_caisse_whose_founding_is_on_its_way_is_waited_for_by_those_with_a_right_in_it()
    {
        using var early = service.Client("rennes:treasurer");
        var reading = early.ReadAsync("/v1/caisses/rennes/notes");
        await service.FoundAsync("rennes");
        Assert.Empty((await reading).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_caisse_that_is_not_heard_of_in_time_is_to_be_asked_for_again()
    {
        using var early = service.Client("brest:treasurer");
        using var answer = await early.SendJsonAsync(HttpMethod.Get, "/v1/caisses/brest/notes");
        Assert.Equal("not-known-yet", (await answer.ShouldBeAsync(HttpStatusCode.Conflict)).ProblemType());
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Without_a_token_the_answer_is_401_and_with_another_role_403()
    {
        using var nobody = service.Client();
        await nobody.ReadAsync(Notes, HttpStatusCode.Unauthorized);
        using var till = service.Client("nantes:till");
        var problem = await till.ReadAsync(Notes, HttpStatusCode.Forbidden);
        Assert.Contains("treasurer", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_use_case_that_does_not_say_who_may_call_it_is_closed() =>
        await treasurer.ReadAsync("/v1/caisses/nantes/forgotten", HttpStatusCode.Forbidden);

    [Fact]
    public async Task Tokens_that_are_not_genuine_and_in_date_are_refused()
    {
        using var otherKey = System.Security.Cryptography.ECDsa.Create(
            System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var genuine = TestIdentity.Token(["nantes:treasurer"]);
        var unsigned = $"eyJhbGciOiJub25lIn0.{genuine.Split('.')[1]}.";
        string[] tokens =
        [
            TestIdentity.Token(["nantes:treasurer"], expires: TimeProvider.System.GetUtcNow().AddMinutes(-2)),
            TestIdentity.Token(["nantes:treasurer"], issuer: "https://elsewhere.example"),
            TestIdentity.Token(["nantes:treasurer"], signedWith: otherKey), unsigned, "x.y.z", "",
        ];
        foreach (var token in tokens)
        {
            using var client = service.ClientWith(token);
            await client.ReadAsync(Notes, HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task A_bug_answers_500_and_tells_nothing_of_itself()
    {
        var problem = await treasurer.ReadAsync("/v1/caisses/nantes/bug", HttpStatusCode.InternalServerError);
        Assert.DoesNotContain("secret", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_goes_away_is_503_and_to_be_asked_again()
    {
        var asking = treasurer.SendJsonAsync(HttpMethod.Get, "/v1/caisses/nantes/sleep");
        await using var connection = await service.Database.OpenConnectionAsync();
        await Eventually.TrueAsync("the sleeping session is ended", () => connection.ExecuteScalarAsync<bool>(
            """
            select coalesce(bool_or(pg_terminate_backend(pid)), false) from pg_stat_activity
            where datname = current_database() and query = 'select pg_sleep(30)'
            """));
        using var response = await asking;
        var problem = await response.ShouldBeAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal("try-again", problem.ProblemType());
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Row_level_security_hides_other_caisses_from_a_statement_that_forgot_to_ask()
    {
        await treasurer.PostAsync(
            Notes, new { text = "of nantes", period = "2026-12" }, key: Guid.NewGuid().ToString());
        using var lyon = service.Client("lyon:treasurer");
        var notes = await lyon.ReadAsync("/v1/caisses/lyon/notes");
        Assert.Equal(0, notes.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task An_event_delivered_three_times_is_applied_once()
    {
        var happened = new AllocationRunRequested(
            "nantes", Guid.CreateVersion7(), Period.Parse("2026-12"), DateTimeOffset.UnixEpoch);
        var messageId = Guid.CreateVersion7();
        for (var time = 0; time < 3; time++)
        {
            await service.Bus.PublishAsync(happened, messageId);
        }
        await service.HearAsync(happened with { RunId = Guid.CreateVersion7() });
        await Eventually.TrueAsync("all deliveries are consumed", async () =>
            (await NotesAsync()).Any(text => text == $"heard {happened.RunId}"));
        Assert.Equal(1, (await NotesAsync()).Count(text => text == $"heard {happened.RunId}"));
    }

    [Fact]
    public async Task What_a_service_publishes_reaches_its_consumers()
    {
        var note = await treasurer.PostAsync(
            Notes, new { text = "to all", period = "2026-12" }, key: Guid.NewGuid().ToString());
        await Eventually.TrueAsync("the event came back", async () =>
            (await NotesAsync()).Contains($"heard {note.Id()}"));
        await using var connection = await service.Database.OpenConnectionAsync();
        await Eventually.TrueAsync("it is marked published", async () =>
            await connection.ExecuteScalarAsync<bool>(
                "select published_at is not null from outbox where payload like @Id",
                new { Id = $"%{note.Id()}%" }));
    }

    [Fact]
    public async Task A_message_that_fails_after_all_retries_is_listed_and_replayed()
    {
        NoteRunRequested.IsMended = false;
        var happened = new AllocationRunRequested(
            "nantes", Guid.CreateVersion7(), Period.Parse("1999-01"), DateTimeOffset.UnixEpoch);
        var messageId = Guid.CreateVersion7();
        await service.Bus.PublishAsync(happened, messageId);
        using var ops = service.Client("*:operator");
        await Eventually.TrueAsync("it is listed", async () => (await FailedAsync(ops)).Contains(messageId));
        Assert.Contains(messageId, await FailedAsync(ops));

        NoteRunRequested.IsMended = true;
        await ops.PostAsync(
            $"/v1/operations/probe/failed-messages/{messageId}/replay", null, HttpStatusCode.OK);
        await Eventually.TrueAsync("it is applied", async () =>
            (await NotesAsync()).Contains($"heard {happened.RunId}"));
        Assert.DoesNotContain(messageId, await FailedAsync(ops));
        await ops.PostAsync(
            $"/v1/operations/probe/failed-messages/{messageId}/replay", null, HttpStatusCode.NotFound);
        await treasurer.ReadAsync("/v1/operations/probe/failed-messages", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_api_description_names_keys_and_roles()
    {
        using var anyone = service.Client();
        var description = await anyone.ReadAsync("/openapi/v1.json");
        var post = description.GetProperty("paths").GetProperty("/v1/caisses/{caisse}/notes")
            .GetProperty("post");
        Assert.Equal("writeNote", post.GetProperty("operationId").GetString());
        Assert.Contains(IdempotencyKey.Header, post.ToString(), StringComparison.Ordinal);
        Assert.True(post.GetProperty("responses").TryGetProperty("201", out _));
        Assert.Contains("treasurer", post.GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    async Task<IReadOnlyList<string>> NotesAsync() =>
        [.. (await treasurer.ReadAsync(Notes)).GetProperty("items").EnumerateArray()
            .Select(note => note.GetProperty("text").GetString()!)];

    static async Task<IReadOnlyList<Guid>> FailedAsync(HttpClient ops) =>
        [.. (await ops.ReadAsync("/v1/operations/probe/failed-messages"))
            .GetProperty("items").EnumerateArray()
            .Select(message => message.GetProperty("messageId").GetGuid())];
}
