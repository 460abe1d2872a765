using System.Net;
using System.Text.Json;
using Caisse.Support;
using Dapper;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

public sealed class SearchingTests(Register register) : IClassFixture<Register>
{
    const string Households = $"{Root}/households";

    [Fact]
    public async Task Benoit_finds_Benoît_by_any_beginning_in_any_case_and_with_other_words()
    {
        var id = (await EnrolAsync("Benoît", "14 boulevard de l'Écluse", "Sète")).Id();
        var other = (await EnrolAsync("Bénédicte", "14 boulevard de l'Écluse", "Sète")).Id();
        string[] queries =
            ["Benoit", "BENOÎT", "beno", "martin%20Benoît", "benoit sete", "14+ecluse+benoi"];
        foreach (var query in queries)
        {
            Assert.Equal([id], await FindAsync(query));
        }
        Assert.Equal([id, other], await FindAsync("ecluse sete"));
        Assert.Equal([id, other], await FindAsync("ben"));
        Assert.Empty(await FindAsync("benoit nantes"));
        Assert.Empty(await FindAsync("enoit"));
    }

    [Fact]
    public async Task What_is_found_comes_in_pages_and_by_state()
    {
        var ids = new List<Guid>();
        for (var number = 0; number < 5; number++)
        {
            ids.Add((await EnrolAsync("Quitterie", $"{number} rue Pages", "Agde")).Id());
        }
        var first = await register.Coordinator.ReadAsync($"{Households}?q=quitterie&limit=3");
        var next = first.GetProperty("next").GetString();
        var second = await register.Coordinator.ReadAsync(
            $"{Households}?q=quitterie&limit=3&after={next}");
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Equal(ids, Ids(first).Concat(Ids(second)));
        await register.Coordinator.PostAsync(
            $"{Households}/{ids[0]}/departure", new { lastPeriod = "2027-01", reason = "Moves." },
            HttpStatusCode.OK);
        Assert.Equal([ids[0]], await FindAsync("quitterie&state=departed"));
    }

    [Fact]
    public async Task Whoever_moves_joins_or_leaves_is_found_where_they_are_now()
    {
        var household = await EnrolAsync("Hortense", "1 rue Ancienne", "Lunel");
        using var moved = await register.Coordinator.SendJsonAsync(
            HttpMethod.Patch, $"{Households}/{household.Id()}",
            new { address = new { street = "2 rue Nouvelle", postalCode = "34400", city = "Lattes" } },
            ifMatch: 1);
        await moved.ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal([household.Id()], await FindAsync("hortense nouvelle lattes 34400"));
        Assert.Empty(await FindAsync("hortense ancienne"));

        await register.Coordinator.PostAsync(
            $"{Households}/{household.Id()}/members",
            new
            {
                firstName = "Eudoxie", lastName = "Roux", birthDate = "2026-11-01", joinedOn = "2026-11-02",
            },
            at: Now);
        Assert.Equal([household.Id()], await FindAsync("eudoxie nouvelle"));
        await register.Coordinator.PostAsync(
            $"{Households}/{household.Id()}/members/{household.GetProperty("memberIds")[0]}/departure",
            new { leftOn = "2026-12-31" }, HttpStatusCode.OK);
        Assert.Empty(await FindAsync("hortense"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("%20")]
    [InlineData("--")]
    [InlineData("%00")]
    [InlineData("a%0Ab")]
    [InlineData("a b c d e f g h i")]
    public async Task A_text_without_words_or_with_too_many_is_refused(string query) =>
        await register.Coordinator.ReadAsync($"{Households}?q={query}", HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_text_of_two_hundred_letters_and_not_one_more_is_searched_for()
    {
        Assert.Empty(await FindAsync(new string('z', 200)));
        await register.Coordinator.ReadAsync(
            $"{Households}?q={new string('z', 201)}", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Another_caisse_finds_nothing_and_has_other_digests()
    {
        await EnrolAsync("Gwenaëlle", "1 rue Bretagne", "Montpellier");
        using var nantes = register.Service.Client("nantes:coordinator");
        var page = await nantes.ReadAsync("/v1/caisses/nantes/households?q=gwenaelle");
        Assert.Equal(0, page.GetProperty("items").GetArrayLength());
        await nantes.PostAsync(
            "/v1/caisses/nantes/households", Enrolment("2026-12", Named("Gwenaëlle", "1990-05-05")), at: Now);
        await using var connection = await register.Service.Database.OpenConnectionAsync();
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>(
            "select count(*) from search_word group by prefix, word having count(*) > 1"));
    }

    [Fact]
    public async Task What_is_not_yet_indexed_is_after_a_start()
    {
        var id = (await EnrolAsync("Wandrille", "1 rue Oubliée", "Sommières")).Id();
        await using var connection = await register.Service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync("delete from search_entry");
        Assert.Empty(await FindAsync("wandrille"));
        await using var another = await register.Service.StartAnotherAsync();
        await Eventually.TrueAsync("it is found", async () => (await FindAsync("wandrille")).Contains(id));
    }

    Task<JsonElement> EnrolAsync(string firstName, string street, string city) =>
        register.Coordinator.PostAsync(
            Households,
            new
            {
                members = new[] { Named(firstName, "1990-05-05") },
                address = new { street, postalCode = "34200", city },
                contact = Contact,
                fromPeriod = "2026-12",
            },
            at: Now);

    async Task<IEnumerable<Guid>> FindAsync(string query) =>
        Ids(await register.Coordinator.ReadAsync($"{Households}?q={query}"));

    static IEnumerable<Guid> Ids(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(item => item.Id());
}
