using Caisse.Benchmarks.Sortition;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Pools;
using Caisse.Sortition.Verifying;

namespace Caisse.Sortition.Tests;

/// <summary>What the public file keeps to itself, and who can open it.</summary>
public sealed class SealingTests
{
    const int Size = 10;

    static readonly Pool Pool = MadePools.Make(120, Size, 2, 1, hasHouseholds: true, seed: 5);

    static readonly ComputedEvidence Drawn = MadeEvidence.Draw(Pool, Size, 5, panels: 50);

    static readonly EvidenceFile Settled = Drawn.Settle("4 1 7");

    [Fact]
    public void Nobody_alike_with_fewer_than_five_is_shown_and_nobody_who_lives_with_them()
    {
        var whole = Sealing.Open(Settled.Pool, Drawn.Openings!).Persons;
        var shown = Settled.Pool.Persons.Where(person => person.Features is not null).ToList();

        Assert.InRange(Drawn.Openings!.Persons.Length, 10, whole.Length - 10);
        Assert.InRange(shown.Count, 10, whole.Length);
        Assert.All(shown, person => Assert.InRange(
            whole.Count(other => other.Features!.SequenceEqual(person.Features!)), 5, whole.Length));
        Assert.DoesNotContain(shown, person => person.Household is not null
            && Settled.Pool.Persons.Count(other => other.Household == person.Household)
                < whole.Count(other => other.Household == person.Household));
        Assert.Null(Settled.Result.Proof);
    }

    [Fact]
    public void Everything_is_checked_with_the_openings_and_what_is_public_without()
    {
        var (text, openings) = (Settled.ToBytes(), Drawn.Openings!.ToBytes());

        var alone = Verification.Check(text);
        var opened = Verification.Check(text, openings);

        Assert.Null(alone.Difference);
        Assert.Null(opened.Difference);
        Assert.Contains(alone.Said, line => line.Contains("people are sealed", StringComparison.Ordinal));
        Assert.Contains(alone.Said, line => line.StartsWith("Why nothing is fairer is sealed", StringComparison.Ordinal));
        Assert.Contains(opened.Said, line => line.Contains("levels are proven by arithmetic", StringComparison.Ordinal));
        Assert.DoesNotContain(opened.Said, line => line.Contains("sealed", StringComparison.Ordinal));
    }

    [Fact]
    public void A_candidate_opens_their_own_commitment_and_no_other()
    {
        var own = Drawn.Openings!.Persons[3];
        var part = Drawn.Openings.Of(own.Id)!;

        Assert.Same(own, Assert.Single(part.Persons));
        Assert.Null(part.Proof);
        Assert.Null(Verification.FirstDifference(Settled.ToBytes(), part.ToBytes()));
        Assert.Null(Drawn.Openings.Of("nobody"));
        var other = part with { Persons = [own with { Id = Drawn.Openings.Persons[4].Id }] };
        Assert.StartsWith("openings.persons[0]", Said(other), StringComparison.Ordinal);
    }

    [Fact]
    public void An_opening_that_was_changed_opens_nothing()
    {
        var openings = Drawn.Openings!;
        var (one, proof) = (openings.Persons[0], openings.Proof!);
        Openings[] changed =
        [
            openings with { Persons = [one with { Features = [.. one.Features.Reverse()] }] },
            openings with { Persons = [one with { Salt = one.Salt[..^1] + "x" }] },
            openings with { Persons = [one with { Household = "x" }] },
            openings with { Persons = [one, one] },
            openings with { Proof = proof with { Salt = "x" } },
            openings with { Proof = proof with { Proof = proof.Proof with { Levels = [] } } },
        ];

        Assert.All(changed[..4], one => Assert.StartsWith("openings.persons[", Said(one), StringComparison.Ordinal));
        Assert.All(changed[4..], one => Assert.StartsWith("openings.proof", Said(one), StringComparison.Ordinal));
    }

    [Fact]
    public void Whoever_seals_more_or_less_than_the_rule_is_found_out_by_an_auditor()
    {
        var frozen = PublicDraw.Freeze(Pool, MadeEvidence.Salt, 5);
        var whole = CanonicalJson.Read<EvidencePool>(frozen.Text);
        var order = Settled.Order;
        var more = PublicDraw.Compute(whole with { SmallestGroup = 60 }, MadeEvidence.Salt, order, null, default)!.Value.Computed;
        var pool = more.Evidence.Pool with { SmallestGroup = 5 };
        var forged = EvidenceFile.Of(pool, order, more.Evidence.Result);

        Assert.Null(Verification.FirstDifference(forged.ToBytes()));
        Assert.EndsWith(
            "they need not be sealed", Verification.FirstDifference(forged.ToBytes(), more.Openings!.ToBytes()),
            StringComparison.Ordinal);
        Assert.Equal(frozen.Hash, Settled.PoolHash);
    }

    static string? Said(Openings openings) =>
        Verification.FirstDifference(Settled.ToBytes(), openings.ToBytes());
}
