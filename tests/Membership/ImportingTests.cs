using System.Net;
using System.Text;
using System.Text.Json;
using Caisse.Contracts.Membership;
using Caisse.Membership.Importing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

public sealed class ImportingTests(Register register) : IClassFixture<Register>
{
    const string Imports = $"{Root}/imports/households";

    const string Header =
        "household;firstName;lastName;birthDate;street;postalCode;city;fromPeriod;district;email";

    [Fact]
    public async Task A_file_of_households_is_in_the_register_and_told()
    {
        var before = await CountAsync();
        var answer = await ImportAsync(File(Line("A1", "Anaïs"), Line("A1", "Zoé"), Line("A2", "Jean")));
        Assert.Equal(
            (3, 2), (answer.GetProperty("lines").GetInt32(), answer.GetProperty("households").GetInt32()));
        Assert.Equal(before + 2, await CountAsync());
        var ids = await IdsAsync("A1", "A2");
        var admitted = (await register.Service.PublishedAsync<HouseholdAdmitted>())
            .Where(happened => ids.Contains(happened.HouseholdId)).ToList();
        Assert.Equal([2, 1], admitted.Select(happened => happened.MemberIds.Count));
        var household = await register.Coordinator.ReadAsync($"{Root}/households/{ids[0]}?on=2026-12-01");
        Assert.Equal("3 rue du Pas", household.GetProperty("address").GetProperty("street").GetString());
        Assert.Equal(2, household.GetProperty("members").GetArrayLength());
        Assert.Equal(1, await AuditedAsync(answer.Id()));
    }

    [Fact]
    public async Task What_a_household_signed_on_paper_is_in_the_register()
    {
        await ImportAsync(
            $"{Header};consentTextVersion;consentGivenOn\r\n{Line("P1", "Anaïs")};2026-09;2026-10-14");
        var id = Assert.Single(await IdsAsync("P1"));
        var consent = (await register.Coordinator.ReadAsync($"{Root}/households/{id}")).GetProperty("consent");
        Assert.Equal("2026-09", consent.GetProperty("textVersion").GetString());
        Assert.Equal(
            new DateTimeOffset(2026, 10, 14, 0, 0, 0, TimeSpan.Zero),
            consent.GetProperty("givenAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task One_bad_line_refuses_the_whole_file_and_is_named()
    {
        var before = await CountAsync();
        var problem = await ImportAsync(
            File(Line("B1", "Anaïs"), Line("B2", "R2D2"), Line("B3", "Jean")),
            HttpStatusCode.UnprocessableEntity);
        Assert.Equal("file-refused", problem.ProblemType());
        Assert.Equal((3, "firstName"), OnlyError(problem));
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task A_file_sent_twice_is_refused_by_its_references_and_under_its_key_answered_as_before()
    {
        var file = File(Line("C1", "Anaïs"), Line("C2", "Jean"));
        var first = await ImportAsync(file, key: "import-c");
        var repeated = await ImportAsync(file, key: "import-c");
        Assert.Equal(first.ToString(), repeated.ToString());
        await ImportAsync(File(Line("C3", "Jean")), HttpStatusCode.UnprocessableEntity, key: "import-c");

        var before = await CountAsync();
        var problem = await ImportAsync(
            File(Line("C4", "Noé"), Line("C2", "Jean")), HttpStatusCode.UnprocessableEntity);
        Assert.Equal(before, await CountAsync());
        Assert.Equal((3, "household"), OnlyError(problem));
    }

    [Fact]
    public async Task What_a_file_calls_a_household_is_not_kept_and_known_again()
    {
        var file = File(Line("DUPONT Benoît", "Jean"), Line("NGUYEN Linh", "Linh"));
        await ImportAsync(file);
        // As an earlier version wrote it.
        await using (var connection = await register.Service.Database.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(
                """
                update imported_household set reference = 'DUPONT Benoît', reference_digest = null
                where reference_digest = @digest
                """, new { digest = Digest("DUPONT Benoît") });
        }
        var start = register.Service.Services.GetServices<IHostedService>()
            .OfType<DigestPlainReferences>().Single();
        await start.StartAsync(CancellationToken.None);
        await start.StartAsync(CancellationToken.None);

        foreach (var reference in new[] { "DUPONT Benoît", "NGUYEN Linh" })
        {
            Assert.Empty(await Plainly.TablesShowingAsync(register.Service.Database, reference));
        }
        var again = await ImportAsync(file, HttpStatusCode.UnprocessableEntity);
        Assert.Equal(2, again.GetProperty("errorCount").GetInt32());
    }

    [Fact]
    public async Task Of_the_same_file_sent_many_times_at_once_one_is_imported()
    {
        var file = File([.. Enumerable.Range(0, 50).Select(number => Line($"D{number}", "Anaïs"))]);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var response = await SendAsync(Imports, file);
            return response.StatusCode;
        }));
        Assert.Single(statuses, status => status == HttpStatusCode.OK);
        Assert.Equal(5, statuses.Count(status => status == HttpStatusCode.UnprocessableEntity));
        Assert.Equal(50, (await IdsAsync([.. Enumerable.Range(0, 50).Select(number => $"D{number}")])).Count);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_and_changes_nothing()
    {
        var before = await CountAsync();
        var file = File(Line("E1", "Anaïs"), Line("E2", "Jean"));
        var preview = await ImportAsync(file, query: "?dryRun=true");
        Assert.True(preview.GetProperty("dryRun").GetBoolean());
        Assert.Equal(JsonValueKind.Null, preview.GetProperty("id").ValueKind);
        Assert.Equal(2, preview.GetProperty("households").GetInt32());
        Assert.Equal(before, await CountAsync());
        await ImportAsync(file);
        var again = await ImportAsync(file, HttpStatusCode.UnprocessableEntity, query: "?dryRun=true");
        Assert.Equal(2, again.GetProperty("errorCount").GetInt32());
    }

    [Fact]
    public async Task People_and_addresses_that_are_there_twice_are_warned_of_by_line()
    {
        var enrolled = await register.EnrolAsync("2026-12", Named("Ysaline", "1980-02-03"));
        var answer = await ImportAsync(
            File(
                Line("F1", "Ysaline", "1980-02-03", "40 rue Neuve"),
                Line("F2", "Paul", "1970-02-03", "41 rue Neuve"),
                Line("F3", "Paul", "1970-02-03", "41, Rue NEUVE")),
            query: "?dryRun=true");
        var warnings = answer.GetProperty("warnings").EnumerateArray().Select(warning => (
            Line: warning.GetProperty("line").GetInt32(), Kind: warning.GetProperty("kind").GetString(),
            Other: warning.GetProperty("otherLine").ToString(),
            Household: warning.GetProperty("householdId").ToString())).ToList();
        Assert.Contains((2, "same-person", "", enrolled.Id().ToString()), warnings);
        Assert.Contains((4, "same-person", "3", ""), warnings);
        Assert.Contains((4, "same-address", "3", ""), warnings);
        Assert.Equal(3, answer.GetProperty("warningCount").GetInt32());
    }

    [Fact]
    public async Task Ten_thousand_lines_are_imported_at_once()
    {
        var before = await CountAsync();
        string[] names = ["Anaïs", "Jean-Noël", "Zoé", "Mohamed", "Thi", "Élodie", "Bastien", "Ines"];
        var lines = Enumerable.Range(0, 10_000).Select(number => Line(
            $"G{number / 2}", names[number % names.Length], $"19{50 + (number % 50)}-05-05",
            $"{number / 2} avenue {names[number / 100 % names.Length]} {Letters(number / 20)}"));
        var answer = await ImportAsync(File([.. lines]));
        Assert.Equal(5_000, answer.GetProperty("households").GetInt32());
        Assert.Equal(before + 5_000, await CountAsync());
        var found = await register.Coordinator.ReadAsync($"{Root}/households?q=4999+avenue");
        Assert.Equal(1, found.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("application/json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("text/csv", HttpStatusCode.UnprocessableEntity)]
    public async Task What_is_no_file_of_households_is_refused(string mediaType, HttpStatusCode expected)
    {
        foreach (var body in (string[])["", "{}", "\0", "a=b", new string(';', 100_000), "\"", "\ufeff"])
        {
            using var response = await SendAsync(Imports, body, mediaType: mediaType);
            await response.ShouldBeAsync(expected);
        }
    }

    [Fact]
    public async Task A_file_in_another_encoding_or_too_large_is_refused()
    {
        using var latin = await SendAsync(
            Imports, Encoding.Latin1.GetBytes(File(Line("H1", "Anaïs"))), null, "text/csv");
        var problem = await latin.ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
        Assert.Contains("UTF-8", problem.ToString(), StringComparison.Ordinal);
        var large = new byte[CaisseHost.LargestBodyWithFileBytes + 1];
        using var refused = await SendAsync(Imports, large, null, "text/csv");
        await refused.ShouldBeAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    static string File(params string[] lines) => string.Join("\r\n", lines.Prepend(Header));

    static string Line(
        string household, string firstName, string birthDate = "1990-05-05",
        string street = "3 rue du Pas") =>
        $"{household};{firstName};Martin;{birthDate};{street};34000;Montpellier;2026-12;Écusson;a@b.org";

    static (int Line, string? Column) OnlyError(JsonElement problem)
    {
        var error = Assert.Single(problem.GetProperty("errors").EnumerateArray());
        return (error.GetProperty("line").GetInt32(), error.GetProperty("column").GetString());
    }

    /// <summary>A number as a word, which no other number has.</summary>
    static string Letters(int number) =>
        string.Concat($"{number:0000}".Select(digit => (char)('a' + digit - '0')));

    async Task<JsonElement> ImportAsync(
        string file, HttpStatusCode expected = HttpStatusCode.OK, string? key = null, string query = "")
    {
        using var response = await SendAsync($"{Imports}{query}", file, key);
        return await response.ShouldBeAsync(expected);
    }

    Task<HttpResponseMessage> SendAsync(
        string address, string file, string? key = null, string mediaType = "text/csv") =>
        SendAsync(address, Encoding.UTF8.GetBytes(file), key, mediaType);

    async Task<HttpResponseMessage> SendAsync(string address, byte[] file, string? key, string mediaType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(file) { Headers = { ContentType = new(mediaType) } },
        };
        request.Headers.Add(RequestClock.Header, Now.ToString("O"));
        request.Headers.ExpectContinue = file.Length > CaisseHost.LargestBodyBytes;
        if (key is not null)
        {
            request.Headers.Add(IdempotencyKey.Header, key);
        }
        return await register.Coordinator.SendAsync(request);
    }

    async Task<int> CountAsync() => (await QueryAsync<int>("select count(*)::int from household"))[0];

    Task<IReadOnlyList<Guid>> IdsAsync(params string[] references) => QueryAsync<Guid>(
        """
        select household_id from imported_household where reference_digest = any(@digests)
        order by array_position(@digests, reference_digest)
        """, new { digests = references.Select(Digest).ToArray() });

    long Digest(string reference) => register.Service.Services.GetRequiredService<SearchDigests>()
        .OfReference("montpellier", reference);

    async Task<int> AuditedAsync(Guid importId) => (await QueryAsync<int>(
        "select count(*)::int from audit where action = 'households.imported' and subject = @Subject",
        new { Subject = importId.ToString() }))[0];

    async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await register.Service.Database.OpenConnectionAsync();
        return (await connection.QueryAsync<T>(sql, parameters)).AsList();
    }
}
