using System.Net;
using System.Text.Json;
using Caisse.Contracts;
using Caisse.Contracts.Membership;
using Caisse.Contracts.Wallet;
using Caisse.Support;
using Dapper;
using Npgsql;

namespace Caisse.ServiceDefaults.Tests;

/// <summary>What was published is kept, and teaches a service that starts later what was before it.</summary>
public sealed class ArchiveTests : IAsyncLifetime
{
    const string Republish = "/v1/operations/probe/republish";
    const string Archived = "Wallet.AllocationRunRequested";
    const int Months = 14;

    static readonly string[] Runs = [Archived];
    static readonly string[] Closings = ["Wallet.LedgerClosed"];
    static readonly DateTimeOffset First = new(2025, 1, 15, 9, 0, 0, TimeSpan.Zero);

    RunningService<ProbeService> probe = null!;
    HttpClient ops = null!;

    public async Task InitializeAsync()
    {
        probe = await RunningService<ProbeService>.StartAsync();
        ops = probe.Client("*:operator");
    }

    public async Task DisposeAsync()
    {
        ops.Dispose();
        await probe.DisposeAsync();
    }

    [Fact]
    public async Task A_service_that_starts_after_a_year_knows_what_one_knows_since_the_first_day()
    {
        await PlayAsync(Months);
        await AgeAsync(probe.Database, published: Months - 3);
        Assert.Equal(Months - 3, await TidyAsync());
        await using var late = await probe.StartBesideAsync<LateService>();
        Assert.Empty(await HeardAsync(late.Database));

        var answer = await ops.PostAsync(
            Republish, new { to = "late", from = "2025-01" }, HttpStatusCode.Accepted);
        await DoneAsync(answer.Id(), sent: Months);

        await KnowAsync(late.Database, Months);
        Assert.Equal(await HeardAsync(probe.Database), await HeardAsync(late.Database));
        Assert.Equal(1, await CountAsync(probe.Database, "audit where action = 'events.republished'"));
    }

    [Fact]
    public async Task What_was_heard_long_ago_and_is_sent_again_changes_nothing()
    {
        await PlayAsync(3);
        await AgeAsync(probe.Database, published: 3);
        await TidyAsync();
        await TidyAsync();
        var before = await HeardAsync(probe.Database);

        for (var time = 1; time <= 2; time++)
        {
            var answer = await ops.PostAsync(
                Republish, new { to = "probe", from = "2025-01" }, HttpStatusCode.Accepted);
            await DoneAsync(answer.Id(), sent: 3);
        }
        // One queue, in order of arrival: once this is heard, whatever was sent before it has been delivered.
        await probe.HearAsync(Run(First.AddYears(3)));
        await Eventually.TrueAsync("the queue is empty", async () =>
            await Queues().CountWaitingAsync("probe", CancellationToken.None) == 0);
        Assert.Equal(before.Count + 1, (await HeardAsync(probe.Database)).Count);
    }

    [Fact]
    public async Task A_span_has_a_beginning_an_end_and_names_of_events()
    {
        await PlayAsync(5);
        await using var late = await probe.StartBesideAsync<LateService>();

        var months = await ops.PostAsync(
            Republish, new { to = "late", from = "2025-02", until = "2025-03", events = Runs },
            HttpStatusCode.Accepted);
        await DoneAsync(months.Id(), sent: 2);
        var instants = await ops.PostAsync(
            Republish, new { to = "late", from = First.AddMonths(3), until = First.AddMonths(4) },
            HttpStatusCode.Accepted);
        await DoneAsync(instants.Id(), sent: 1);
        var others = await ops.PostAsync(
            Republish, new { to = "late", from = "2025-01", events = Closings },
            HttpStatusCode.Accepted);
        await DoneAsync(others.Id(), sent: 0);

        await KnowAsync(late.Database, 3);
    }

    [Fact]
    public async Task What_a_process_left_halfway_goes_on_from_there()
    {
        await PlayAsync(4);
        await using var late = await probe.StartBesideAsync<LateService>();
        var id = Guid.CreateVersion7();
        await using var connection = await probe.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into republication (republication_id, queue, from_at, event_names, asked_by, asked_at,
                last_sequence, through_sequence, sent)
            select @id, 'late', '2025-01-01', array[@Archived], 'ops', now(), min(sequence), max(sequence), 1
            from outbox
            """, new { id, Archived });

        await DoneAsync(id, sent: 4);
        await KnowAsync(late.Database, 3);
    }

    [Fact]
    public async Task What_waits_for_a_queue_says_so_and_can_be_cancelled()
    {
        var id = Guid.CreateVersion7();
        await using var connection = await probe.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into republication (republication_id, queue, from_at, event_names, asked_by, asked_at,
                last_sequence, through_sequence)
            values (@id, 'gone', '2025-01-01', array[@Archived], 'ops', now(), 0, 0)
            """, new { id, Archived });

        await Eventually.TrueAsync("it says why it waits", async () =>
            (await ReadAsync(id)).GetProperty("waitsBecause").GetString() == "There is no queue \"gone\".");
        using var cancelled = await ops.SendJsonAsync(HttpMethod.Delete, $"{Republish}/{id}");
        Assert.Equal(
            "cancelled",
            (await cancelled.ShouldBeAsync(HttpStatusCode.OK)).GetProperty("state").GetString());
        await ops.ReadAsync($"{Republish}/{Guid.CreateVersion7()}", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"to": "nobody", "from": "2025-01"}""", 422, "There is no queue \"nobody\".")]
    [InlineData("""{"to": "probe", "from": "2025"}""", 400, "from: must be a month such as 2026-01")]
    [InlineData("""{"to": "", "from": "2025-01"}""", 400, "to: must not be blank.")]
    [InlineData(
        """{"to": "probe", "from": "2025-02", "until": "2025-01"}""", 400, "until: must be after from.")]
    [InlineData(
        """{"to": "probe", "from": "2025-02", "events": ["Membership.PersonalDataRequested"]}""", 400,
        "\"Membership.PersonalDataRequested\" is no event that is kept.")]
    public async Task What_cannot_be_meant_is_named(string body, int status, string why)
    {
        var problem = await ops.PostAsync(
            Republish, JsonSerializer.Deserialize<JsonElement>(body), (HttpStatusCode)status);

        Assert.Contains(why, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(probe.Database, "republication"));
    }

    [Fact]
    public async Task Only_the_operator_sends_again()
    {
        using var treasurer = probe.Client("nantes:treasurer");
        await treasurer.PostAsync(
            Republish, new { to = "probe", from = "2025-01" }, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_an_erasure_must_be_able_to_remove_is_not_kept()
    {
        await PlayAsync(1);
        await using var connection = await probe.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(OutboxEntry.Insert, OutboxEntry.Of(
            new PersonalDataCollected("nantes", Guid.CreateVersion7(), "probe", "c2VhbGVk", First), null));
        await Eventually.TrueAsync("it is published", async () =>
            await CountAsync(probe.Database, "outbox where published_at is null") == 0);
        await AgeAsync(probe.Database, published: 2);

        Assert.Equal(1, await TidyAsync());
        Assert.Equal(0, await CountAsync(probe.Database, "outbox"));
    }

    [Fact]
    public async Task Rebuilt_events_teach_who_comes_later_and_not_who_heard_the_originals()
    {
        await using var late = await probe.StartBesideAsync<LateService>();
        var run = Run(First);
        await using (var connection = await probe.Database.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(
                """
                select archive_rebuilt('nantes', @Archived, @RunId::text, @Payload::jsonb, @First);
                select note_heard_before_archive(array['NoteRunRequested']);
                """,
                new
                {
                    Archived, run.RunId, First, Payload = JsonSerializer.Serialize(run, CaisseJson.Events),
                });
        }
        foreach (var queue in new[] { "probe", "late" })
        {
            var answer = await ops.PostAsync(
                Republish, new { to = queue, from = "2025-01" }, HttpStatusCode.Accepted);
            await DoneAsync(answer.Id(), sent: 1);
        }

        await KnowAsync(late.Database, 1);
        await Eventually.TrueAsync("the probe has received it", async () =>
            await CountAsync(probe.Database, "inbox") == 1);
        Assert.Empty(await HeardAsync(probe.Database));
    }

    async Task PlayAsync(int months)
    {
        using var treasurer = probe.Client("nantes:treasurer");
        for (var month = 0; month < months; month++)
        {
            await treasurer.PostAsync(
                "/v1/caisses/nantes/notes", new { text = $"{month}", period = "2026-12" },
                key: Guid.NewGuid().ToString(), at: First.AddMonths(month));
        }
        await KnowAsync(probe.Database, months);
        await Eventually.TrueAsync("all is published", async () =>
            await CountAsync(probe.Database, "outbox where published_at is null") == 0);
    }

    /// <summary>Makes the oldest events, and all that was heard, look a year old.</summary>
    static async Task AgeAsync(NpgsqlDataSource database, int published)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            update outbox set published_at = published_at - interval '1 year'
            where sequence in (select sequence from outbox order by sequence limit @published);
            update inbox set received_at = received_at - interval '1 year';
            """, new { published });
    }

    /// <summary>Does what is done once an hour; how many events are in the archive then.</summary>
    async Task<long> TidyAsync()
    {
        await using var owner = await probe.Database.OpenConnectionAsync();
        await Housekeeping.TidyAsync(owner, CancellationToken.None);
        return await CountAsync(probe.Database, "event_archive");
    }

    Queues Queues() => new(new BrokerAddress(new Uri(probe.Broker), "test"));

    static AllocationRunRequested Run(DateTimeOffset at) =>
        new("nantes", Guid.CreateVersion7(), Period.Parse("2026-12"), at);

    Task<JsonElement> ReadAsync(Guid id) => ops.ReadAsync($"{Republish}/{id}");

    async Task DoneAsync(Guid id, int sent)
    {
        await Eventually.TrueAsync("all is sent again", async () =>
            (await ReadAsync(id)).GetProperty("state").GetString() == "done");
        Assert.Equal(sent, (await ReadAsync(id)).GetProperty("sent").GetInt32());
    }

    static Task KnowAsync(NpgsqlDataSource database, int runs) => Eventually.TrueAsync(
        $"{runs} runs are heard of", async () => (await HeardAsync(database)).Count == runs);

    static async Task<IReadOnlyList<string>> HeardAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        return (await connection.QueryAsync<string>(
            "select text from note where text like 'heard %' order by text")).AsList();
    }

    static async Task<long> CountAsync(NpgsqlDataSource database, string rows)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>($"select count(*) from {rows}");
    }
}
