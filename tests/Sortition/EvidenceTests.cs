using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Pools;
using Caisse.Sortition.Verifying;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Sortition.Tests;

/// <summary>What is published of a draw, and whether anyone can be deceived by it.</summary>
public sealed class EvidenceTests
{
    const int Panels = 50;

    static readonly EvidenceFile Drawn = MadeEvidence.Draw("fr_caisse_n120_20", true, 20).Evidence;

    static readonly EvidenceFile Settled = Settlement.Settle(Drawn, Drawn.Pool.ToPool(), "4 1 7");

    [Fact]
    public void What_was_drawn_verifies_before_and_after_its_number_exists()
    {
        Assert.Null(Verification.FirstDifference(Drawn.ToBytes()));
        Assert.Null(Verification.FirstDifference(Settled.ToBytes()));
        Assert.Equal(Drawn.BundleHash, Settled.BundleHash);
        Assert.Throws<InvalidOperationException>(() => Settlement.Settle(Settled, Settled.Pool.ToPool(), "4 1 8"));
    }

    [Fact]
    public void A_draw_that_the_release_before_committed_to_is_settled_in_its_format()
    {
        var settled = MadeEvidence.OfEarlierRelease("fr_caisse_n120_20");
        var file = EarlierEvidence.Read(CanonicalJson.Parse(settled));
        var committed = (file with { Outcome = null }).Sealed().ToBytes();

        var again = PublicDraw.Settle(committed, [], file.Outcome!.Source, file.Outcome.Value);

        Assert.Null(Verification.FirstDifference(committed));
        Assert.Equal(settled, again.Text);
        Assert.Equal(file.Outcome.Panel, again.Outcome.Panel);
        Assert.Equal(file.Result.Probabilities, PublicDraw.Probabilities(settled));
        Assert.Throws<InvalidOperationException>(() => PublicDraw.Settle(settled, [], "dice", "418"));
    }

    [Fact]
    public void A_byte_changed_anywhere_is_seen()
    {
        var sound = Settled.ToBytes();
        var change =
            from place in Gen.Choose(0, sound.Length - 1)
            from other in Gen.Choose(1, 255)
            select (place, other);

        Prop.ForAll(change.ToArbitrary(), at =>
        {
            var changed = (byte[])sound.Clone();
            changed[at.place] ^= (byte)at.other;
            Assert.NotNull(Said(changed));
        }).Check(Trials.Of(60));
    }

    [Fact]
    public void What_was_changed_and_sealed_again_is_named()
    {
        var swapped = Settled.Result.Panels.Select(panel => panel.ToArray()).ToArray();
        var drawn = Settled.Outcome!.Number;
        (swapped[drawn], swapped[drawn + 1]) = (swapped[drawn + 1], swapped[drawn]);
        var probabilities = Settled.Result.Probabilities.ToArray();
        probabilities[5] = "0.5";
        var broken = Settled.Result.Panels.Select(panel => panel.ToArray()).ToArray();
        broken[7][0] = broken[7][1];

        Assert.StartsWith("outcome.panel[", ForgedPanels(swapped), StringComparison.Ordinal);
        Assert.StartsWith(
            "result.probabilities: they do not sum to 20",
            Forged(Settled.Result with { Probabilities = probabilities }), StringComparison.Ordinal);
        Assert.StartsWith(
            "result.panels[7]: somebody is there twice", Forged(Settled.Result with { Panels = broken }),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "outcome.number: the file has 1, computed",
            Said((Settled with { Outcome = Settled.Outcome! with { Number = 1 } }).Sealed().ToBytes()),
            StringComparison.Ordinal);
        Assert.Equal(
            "the file: it is not in canonical form from byte 1 on",
            Said([(byte)'{', (byte)' ', .. Settled.ToBytes()[1..]]));
        Assert.StartsWith(
            "poolHash: the file has 00", Said((Settled with { PoolHash = "00" }).Sealed().ToBytes()),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "bundleHash: the file has",
            Said((Settled with { Order = Settled.Order with { Source = "my own dice" } }).Sealed().ToBytes()),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_pool_that_cannot_be_drawn_from_is_named()
    {
        var pool = Settled.Pool;
        var (quota, person) = (pool.Quotas[0], pool.Persons[0]);

        Assert.StartsWith(
            "pool.persons[", Forged(pool with { Quotas = pool.Quotas[1..] }), StringComparison.Ordinal);
        Assert.Equal(
            $"pool.quotas[{pool.Quotas.Length}]: {(quota.Category, quota.Feature)} is there twice",
            Forged(pool with { Quotas = [.. pool.Quotas, quota] }));
        Assert.Equal(
            $"pool.persons[{pool.Persons.Length}]: {person.Id} is there twice",
            Forged(pool with { Persons = [.. pool.Persons, person] }));
        Assert.Equal(
            $"pool.quotas[{pool.Quotas.Length}].category: there is no category other",
            Forged(pool with { Quotas = [.. pool.Quotas, new EvidenceQuota("other", "feature", 0, 1)] }));
    }

    [Fact]
    public void The_number_is_the_hash_of_value_and_bundle_and_favours_none()
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes("round 42" + Drawn.BundleHash));
        Assert.Equal(
            (int)(BinaryPrimitives.ReadUInt64BigEndian(digest) % 1000),
            PublicNumber.Below("round 42", Drawn.BundleHash, 1000));

        var counts = new int[10];
        for (var value = 0; value < 10_000; value++) counts[PublicNumber.Below($"{value}", "", 10)]++;
        Assert.All(counts, count => Assert.InRange(count, 880, 1120));
    }

    [Fact]
    public void Every_alternate_fits_the_seat_it_stands_in_for()
    {
        var pool = Settled.Pool.ToPool();
        var places = pool.Persons.Index().ToDictionary(one => one.Item.Id, one => one.Index);
        var outcome = Settled.Outcome!;

        Assert.Equal(outcome.Panel.Order(), outcome.Alternates.Keys.Order());
        Assert.Contains(outcome.Alternates.Values, alternates => alternates.Length == 2);
        Assert.All(outcome.Alternates, seat => Assert.All(seat.Value, alternate =>
        {
            var panel = outcome.Panel.Where(id => id != seat.Key).Append(alternate).Select(id => places[id]);
            Assert.Null(PanelCheck.FirstFault(pool, 20, [.. panel]));
        }));
    }

    [Fact]
    public void Replacements_with_those_seated_make_a_panel()
    {
        var pool = Settled.Pool.ToPool();
        var panel = Settled.Result.Panels[Settled.Outcome!.Number];
        // Seats that somebody else fits: those who refuse have alternates, and so there are replacements.
        var refused = panel.Where(seat => Settled.Outcome.Alternates[pool.Persons[seat].Id].Length > 0).Take(3).ToList();
        var seated = panel.Except(refused).ToList();
        Assert.Equal(3, refused.Count);

        var order = Settlement.Replacements(pool, seated, refused, 3, "replacements");
        var lottery = PanelDraw.Compute(order)!;

        var places = pool.Persons.Index().ToDictionary(one => one.Item.Id, one => one.Index);
        Assert.All(lottery.Panels, replacements =>
        {
            var persons = replacements.Select(person => places[order.Pool.Persons[person].Id]).ToList();
            Assert.Empty(persons.Intersect(refused));
            Assert.Null(PanelCheck.FirstFault(pool, 20, [.. seated, .. persons]));
        });
    }

    [Fact]
    public void A_seat_that_nobody_else_fits_has_no_replacement()
    {
        var pool = Settled.Pool.ToPool();
        var panel = Settled.Result.Panels[Settled.Outcome!.Number];
        var alone = panel.First(seat => Settled.Outcome.Alternates[pool.Persons[seat].Id].Length == 0);
        var seated = panel.Where(seat => seat != alone).ToList();

        var order = Settlement.Replacements(pool, seated, [alone], 1, "replacements");

        Assert.Null(PanelDraw.Compute(order));
        Assert.DoesNotContain(Enumerable.Range(0, pool.Persons.Count), person =>
            person != alone && PanelCheck.FirstFault(pool, 20, [.. seated, person]) is null);
        Assert.Equal(
            new Replacement(pool.Persons[alone].Id, HadSeat: true, Successor: null),
            Assert.Single(InOrder([pool.Persons[alone].Id])));
    }

    [Fact]
    public void Whoever_succeeds_completes_the_panel_alternates_first_then_by_lot_then_nobody()
    {
        var pool = Settled.Pool.ToPool();
        var places = pool.Persons.Index().ToDictionary(one => one.Item.Id, one => one.Index);
        var seats = Settled.Outcome!.Panel;
        var empty = seats.First(seat => Settled.Outcome.Alternates[seat].Length == 0);
        var (first, refusals) = seats.Where(seat => Settled.Outcome.Alternates[seat].Length == 2)
            .Select(seat => (seat, Refusals: RefusalsUntilNobodySucceeds(empty, seat)))
            .First(one => one.Refusals.Count > 4);

        var all = InOrder(refusals).ToList();

        Assert.Null(all[0].Successor);
        var successors = all.Skip(1).SkipLast(1).Select(one => one.Successor!).ToList();
        Assert.Equal(Settled.Outcome.Alternates[first], successors.Where(one => one.IsAlternate).Select(one => one.Id));
        Assert.Contains(successors, one => !one.IsAlternate);
        Assert.Equal(successors.OrderByDescending(one => one.IsAlternate), successors);
        Assert.All(successors, one => Assert.Null(PanelCheck.FirstFault(
            pool, 20, [.. seats.Where(seat => seat != first).Append(one.Id).Select(id => places[id])])));
        Assert.Equal(successors.Count, successors.Distinct().Count());
    }

    static List<string> RefusalsUntilNobodySucceeds(params string[] first)
    {
        List<string> refusals = [.. first];
        while (InOrder(refusals).Last().Successor is { } next) refusals.Add(next.Id);
        return refusals;
    }

    [Fact]
    public void Whoever_had_no_seat_is_succeeded_by_nobody_and_is_not_asked_again()
    {
        var seat = Settled.Outcome!.Panel.First(seat => Settled.Outcome.Alternates[seat].Length == 2);
        var alternates = Settled.Outcome.Alternates[seat];

        Assert.Equal(
            [
                new Replacement(alternates[0], HadSeat: false, Successor: null),
                new Replacement(seat, HadSeat: true, new Successor(alternates[1], IsAlternate: true)),
            ],
            InOrder([alternates[0], seat]));
    }

    [Fact]
    public void Ids_and_salt_are_not_in_what_is_published()
    {
        var pool = new Pool(
            ["age"], [new Quota("age", "old", 0, 2)],
            [new Person("Ada Lovelace", ["old"], "home"), new Person("Alan Turing", ["old"], "home")]);
        var (published, places) = Pseudonyms.Of(pool, "private salt");
        var text = Encoding.UTF8.GetString(CanonicalJson.Bytes(EvidencePool.Of(published, null)));

        Assert.DoesNotContain("Lovelace", text, StringComparison.Ordinal);
        Assert.DoesNotContain("home", text, StringComparison.Ordinal);
        Assert.DoesNotContain("private", text, StringComparison.Ordinal);
        Assert.Equal(
            places.Select(at => Pseudonyms.Pseudonym("private salt", pool.Persons[at].Id)),
            published.Persons.Select(person => person.Id));
        Assert.Single(published.Persons.Select(person => person.Household).Distinct());
    }

    static IEnumerable<Replacement> InOrder(IReadOnlyList<string> refusals) =>
        Replacement.InOrder(Settled.Pool.ToPool(), Settled.Outcome!, Settled.BundleHash, refusals);

    static string Forged(EvidencePool pool) => Said(Resealed(Settled with { Pool = pool }).ToBytes())!;

    static string Forged(EvidenceResult result) => Said(Resealed(Settled with { Result = result }).ToBytes())!;

    /// <summary>Panels exchanged, and the number made to follow from the new hashes.</summary>
    static string ForgedPanels(int[][] panels)
    {
        var forged = Resealed(Settled with { Result = Settled.Result with { Panels = panels } });
        var number = PublicNumber.Below("4 1 7", forged.BundleHash, Panels);
        return Said((forged with { Outcome = forged.Outcome! with { Number = number } }).Sealed().ToBytes())!;
    }

    /// <summary>As a forger would, with every hash made anew.</summary>
    static EvidenceFile Resealed(EvidenceFile file)
    {
        var poolHash = CanonicalJson.Hash(file.Pool);
        return (file with
        {
            PoolHash = poolHash,
            BundleHash = EvidenceFile.BundleHashOf(poolHash, file.Order, file.Result),
        }).Sealed();
    }

    static string? Said(byte[] text)
    {
        try
        {
            return Verification.FirstDifference(text);
        }
        catch (JsonException unreadable)
        {
            return unreadable.Message;
        }
    }
}
