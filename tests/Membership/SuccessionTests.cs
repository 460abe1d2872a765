using Caisse.Membership.Domain;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Pools;
using FsCheck;
using FsCheck.Fluent;
using Candidate = Caisse.Sortition.Pools.Person;

namespace Caisse.Membership.Tests;

public sealed class SuccessionTests
{
    static readonly Pool Whole = PublicDraw.Read(PublicDraw.Freeze(Candidates(), "salt").Text);

    static readonly EvidenceFile Evidence = Draw();

    [Fact]
    public void What_the_service_records_is_what_anyone_recomputes_from_the_evidence()
    {
        var outcome = Evidence.Outcome!;
        // Twice as likely somebody with a seat, so that seats run out of alternates, and of anyone who fits.
        string[] names = [.. Evidence.Pool.Persons.Select(person => person.Id), .. outcome.Panel];
        var bases = new HashSet<string>();

        Prop.ForAll(Gen.Shuffle(names).ToArbitrary(), shuffled =>
        {
            var refusals = new List<RecordedRefusal>();
            foreach (var name in shuffled.Distinct())
            {
                var (recorded, problem) = Succeeding(refusals).Refuse(name, outcome.Value, Evidence.BundleHash);
                Assert.Null(problem);
                refusals.Add(recorded!);
            }
            Assert.Equal(
                Replacement.InOrder(Whole, Evidence.Outcome!, Evidence.BundleHash, [.. shuffled.Distinct()]), refusals.Select(ToReplacement));
            bases.UnionWith(refusals.Where(one => one.Seat is not null).Select(one => one.Basis ?? "nobody"));
        }).QuickCheckThrowOnFailure();
        Assert.Equal(["alternate", "conditional_draw", "nobody"], bases.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Whoever_is_not_there_any_more_is_passed_over_as_if_they_had_refused_in_their_turn()
    {
        string[] names = [.. Evidence.Pool.Persons.Select(person => person.Id)];
        Prop.ForAll(Gen.SubListOf(names).ToArbitrary(), Gen.Choose(0, 4).ToArbitrary(), (away, seat) =>
        {
            var holder = Evidence.Outcome!.Panel[seat];
            var (recorded, problem) = Succession.Refuse(
                PublicDraw.Read(PublicDraw.Freeze(Candidates(), "salt").Text), Seats, [], holder, "417",
                Evidence.BundleHash, away.Contains);
            Assert.Null(problem);
            Assert.Equal(
                Replacement.InOrder(Whole, Evidence.Outcome!, Evidence.BundleHash, [.. recorded.Select(one => one.Pseudonym)]),
                recorded.Select(ToReplacement));
            Assert.All(recorded.Skip(1), one => Assert.Contains(one.Pseudonym, away));
            Assert.DoesNotContain(recorded[^1].Successor, away);
            Assert.All(recorded, one => Assert.Equal(recorded[0].Seat, one.Seat));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_seat_that_stays_empty_does_not_keep_others_from_being_filled()
    {
        var refusals = new List<RecordedRefusal>();
        var features = Whole.Persons.ToDictionary(person => person.Id, person => person.Features[0]);
        foreach (var old in features.Where(person => person.Value == "old").Select(person => person.Key))
        {
            refusals.Add(Succeeding(refusals).Refuse(old, "417", Evidence.BundleHash).Recorded!);
        }
        Assert.Contains(refusals, refusal => refusal is { Seat: not null, Successor: null });

        var young = Evidence.Outcome!.Panel.First(id => features[id] == "young");
        var recorded = Succeeding(refusals).Refuse(young, "417", Evidence.BundleHash).Recorded!;

        Assert.Equal("young", features[recorded.Successor!]);
    }

    [Fact]
    public void A_stranger_and_whoever_refused_already_are_refused()
    {
        var one = Evidence.Outcome!.Panel[0];
        var succession = Succeeding([]);
        succession.Refuse(one, "417", Evidence.BundleHash);

        Assert.NotNull(succession.Refuse(one, "417", Evidence.BundleHash).Problem);
        Assert.NotNull(succession.Refuse("stranger", "417", Evidence.BundleHash).Problem);
    }

    static IReadOnlyList<DrawnSeat> Seats => [.. Evidence.Outcome!.Panel.Select((id, seat) =>
        new DrawnSeat(seat, id, Evidence.Outcome.Alternates[id]))];

    static Succession Succeeding(IEnumerable<RecordedRefusal> refusals) => new(
        Whole, Seats, refusals);

    static Replacement ToReplacement(RecordedRefusal recorded) => new(
        recorded.Pseudonym, recorded.Seat is not null,
        recorded.Successor is { } id ? new Successor(id, recorded.Basis == Succession.Alternate) : null);

    static EvidenceFile Draw() => Settlement.Settle(
        PublicDraw.Compute(PublicDraw.Freeze(Candidates(), "salt").Text, "salt", 5, 2, "dice")!.Evidence, Whole,
        "417");

    /// <summary>Six of them old; two at a time live together.</summary>
    static Pool Candidates() => new(
        ["age", "gender"],
        [
            new Quota("age", "old", 2, 2), new Quota("age", "young", 3, 3),
            new Quota("gender", "man", 2, 3), new Quota("gender", "woman", 2, 3),
        ],
        [.. Enumerable.Range(0, 20).Select(at => new Candidate(
            $"p{at}", [at < 6 ? "old" : "young", at % 2 == 0 ? "man" : "woman"], $"h{at / 2}"))]);
}
