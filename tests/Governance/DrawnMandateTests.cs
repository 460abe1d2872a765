using System.Net;
using System.Text.Json;
using Caisse.Contracts;
using Caisse.Contracts.Membership;
using Caisse.Support;

namespace Caisse.Governance.Tests;

public sealed class DrawnMandateTests(GovernanceFixture governance) : IClassFixture<GovernanceFixture>
{
    [Fact]
    public async Task A_draw_fills_the_mandates_of_its_body_and_later_seats_successors_alone()
    {
        using var caisse = await governance.FoundAsync();
        var body = await caisse.CreateBodyAsync(seats: 4);
        var people = await caisse.AdmitAsync(5);
        var drawId = Guid.CreateVersion7();
        // Who succeeded may be heard of before who was drawn.
        await ReplaceAsync(caisse, drawId, people[0], people[3]);
        await SeatAsync(caisse, body, drawId, HttpStatusCode.UnprocessableEntity);
        await DrawAsync(caisse, drawId, body, people[..3]);

        var given = await SeatAsync(caisse, body, drawId);

        Assert.Equal(new[] { people[1], people[2], people[3] }.Order(), Members(given).Order());
        Assert.All(given.GetProperty("items").EnumerateArray(), mandate =>
        {
            Assert.Equal("draw", mandate.GetProperty("origin").GetString());
            Assert.Equal(drawId, mandate.GetProperty("drawId").GetGuid());
        });
        var again = await SeatAsync(caisse, body, drawId, HttpStatusCode.Conflict);
        Assert.Equal("draw-seated-already", again.ProblemType());
        await ReplaceAsync(caisse, drawId, people[1], people[4]);
        Assert.Equal([people[4]], Members(await SeatAsync(caisse, body, drawId)));
    }

    [Fact]
    public async Task A_draw_seats_all_whom_it_drew_or_nobody()
    {
        using var caisse = await governance.FoundAsync();
        var body = await caisse.CreateBodyAsync(seats: 2);
        var people = await caisse.AdmitAsync(3);
        var (tooMany, unknown, elsewhere) =
            (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await DrawAsync(caisse, tooMany, body, people);
        await DrawAsync(caisse, unknown, body, [people[0], Guid.CreateVersion7()]);
        await DrawAsync(caisse, elsewhere, Guid.CreateVersion7(), people[..2]);

        var full = await SeatAsync(caisse, body, tooMany, HttpStatusCode.Conflict);
        var strangers = await SeatAsync(caisse, body, unknown, HttpStatusCode.UnprocessableEntity);
        var other = await SeatAsync(caisse, body, elsewhere, HttpStatusCode.Conflict);

        Assert.Equal("no-seat-left", full.ProblemType());
        Assert.Equal(3, full.GetProperty("needed").GetInt32());
        Assert.Equal("unknown-member", strangers.ProblemType());
        Assert.Equal("drawn-for-another-body", other.ProblemType());
        var mandates = await caisse.Coordinator.ReadAsync(caisse.At($"bodies/{body}/mandates"));
        Assert.Empty(mandates.GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_died_before_their_seat_was_given_is_named_and_given_none(bool isAdmittedFirst)
    {
        using var caisse = await governance.FoundAsync();
        var body = await caisse.CreateBodyAsync(seats: 3);
        var people = await caisse.AdmitAsync(2);
        var (dead, drawId) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        if (isAdmittedFirst)
        {
            await AdmitAsync(caisse, dead);
        }
        await governance.Service.HearAsync(new MemberDied(
            caisse.Slug, dead, Guid.CreateVersion7(), new DateOnly(2026, 2, 8), FoundedCaisse.Now));
        await AdmitAsync(caisse, dead);
        await DrawAsync(caisse, drawId, body, [.. people, dead]);

        var given = await SeatAsync(caisse, body, drawId);

        Assert.Equal(people.Order(), Members(given).Order());
        Assert.Equal([(dead, "died", "")], Skipped(given));
        var again = await SeatAsync(caisse, body, drawId, HttpStatusCode.Conflict);
        Assert.Equal([(dead, "died", "")], Skipped(again));
        var alone = await caisse.GiveMandateAsync(body, dead, expected: HttpStatusCode.Conflict);
        Assert.Equal("member-died", alone.ProblemType());
    }

    [Fact]
    public async Task Who_sits_until_the_day_on_which_the_drawn_begin_is_named_and_seated_later()
    {
        using var caisse = await governance.FoundAsync();
        var body = await caisse.CreateBodyAsync(seats: 4);
        var people = await caisse.AdmitAsync(2);
        var drawId = Guid.CreateVersion7();
        await caisse.GiveMandateAsync(body, people[0], "2025-03-02", "2026-03-01");
        await DrawAsync(caisse, drawId, body, people);

        var given = await SeatAsync(caisse, body, drawId);

        Assert.Equal([people[1]], Members(given));
        Assert.Equal([(people[0], "holds-a-mandate", "2026-03-01")], Skipped(given));
        var later = await SeatAsync(caisse, body, drawId, from: "2026-03-02");
        Assert.Equal([people[0]], Members(later));
        Assert.Empty(Skipped(later));
    }

    [Fact]
    public async Task A_draw_of_the_caisses_own_seats_gives_no_seat_of_a_body()
    {
        using var caisse = await governance.FoundAsync();
        var body = await caisse.CreateBodyAsync(seats: 2);
        var drawId = Guid.CreateVersion7();
        await DrawAsync(caisse, drawId, null, await caisse.AdmitAsync(1));

        var refused = await SeatAsync(caisse, body, drawId, HttpStatusCode.Conflict);

        Assert.Equal("drawn-for-no-body", refused.ProblemType());
    }

    Task AdmitAsync(FoundedCaisse caisse, Guid member) => governance.Service.HearAsync(new HouseholdAdmitted(
        caisse.Slug, Guid.CreateVersion7(), [member], Period.Parse("2026-02"), 1, FoundedCaisse.Now));

    Task DrawAsync(FoundedCaisse caisse, Guid drawId, Guid? body, Guid[] people) =>
        governance.Service.HearAsync(new DrawCompleted(
            caisse.Slug, drawId, Guid.CreateVersion7(), body, people, FoundedCaisse.Now));

    Task ReplaceAsync(FoundedCaisse caisse, Guid drawId, Guid person, Guid successor) =>
        governance.Service.HearAsync(
            new DrawnPersonReplaced(caisse.Slug, drawId, person, successor, FoundedCaisse.Now));

    static Task<JsonElement> SeatAsync(
        FoundedCaisse caisse, Guid body, Guid drawId, HttpStatusCode expected = HttpStatusCode.Created,
        string from = "2026-03-01") =>
        caisse.Coordinator.PostAsync(
            caisse.At($"bodies/{body}/mandates"), new { origin = "draw", drawId, from },
            expected, at: FoundedCaisse.Now);

    static IEnumerable<Guid> Members(JsonElement given) =>
        given.GetProperty("items").EnumerateArray()
            .Select(mandate => mandate.GetProperty("memberId").GetGuid());

    static IEnumerable<(Guid Member, string? Reason, string Until)> Skipped(JsonElement answer) =>
        answer.GetProperty("skipped").EnumerateArray().Select(person => (
            person.GetProperty("memberId").GetGuid(), person.GetProperty("reason").GetString(),
            person.GetProperty("until").ToString()));
}
