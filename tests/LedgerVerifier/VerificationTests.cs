using System.Text;
using FsCheck;
using FsCheck.Fluent;
using static Caisse.LedgerVerifier.Tests.TestLedger;

namespace Caisse.LedgerVerifier.Tests;

public sealed class VerificationTests : IDisposable
{
    readonly TestLedger ledger = new();

    public void Dispose() => ledger.Dispose();

    [Fact]
    public void Months_in_a_row_verify_against_the_digest_of_the_last()
    {
        var (first, second) = ledger.Months();
        var digest = Digest(Digest(Start, first), second);

        var (code, said) = Verify(
            ledger.Write(first), ledger.Write(second), "--digest", digest.ToUpperInvariant());

        Assert.Equal(Verification.Sound, code);
        Assert.Contains($"nantes 2026-02: 3 transfers, digest {digest}", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_month_verifies_alone()
    {
        var (first, second) = ledger.Months();
        var digest = Digest(Digest(Start, first), second);

        Assert.Equal(Verification.Sound, Verify(ledger.Write(second), "--digest", digest).Code);
    }

    [Fact]
    public void Months_verify_against_the_published_closings_and_not_against_others()
    {
        var (first, second) = ledger.Months();
        var (one, two) = (Digest(Start, first), Digest(Digest(Start, first), second));
        string[] files = [ledger.Write(first), ledger.Write(second)];

        Assert.Equal(Verification.Sound, Verify([.. files, "--closings", Closings(one, two, 321)]).Code);
        Assert.Equal(Verification.NotSound, Verify([.. files, "--closings", Closings(one, one, 321)]).Code);
        Assert.Equal(Verification.NotSound, Verify([.. files, "--closings", Closings(one, two, 320)]).Code);
    }

    [Fact]
    public void A_byte_changed_anywhere_is_seen()
    {
        var (first, _) = ledger.Months();
        var sound = Encoding.UTF8.GetBytes(string.Concat(first.Select(line => line + "\n")));
        var digest = Digest(Start, first);
        Assert.Equal(Verification.Sound, Verify(ledger.Write(sound), "--digest", digest).Code);
        var change =
            from place in Gen.Choose(0, sound.Length - 1)
            from other in Gen.Choose(1, 255)
            select (place, other);

        Prop.ForAll(change.ToArbitrary(), at =>
        {
            var changed = sound.ToArray();
            changed[at.place] ^= (byte)at.other;
            return Verify(ledger.Write(changed), "--digest", digest).Code == Verification.NotSound;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Lines_removed_swapped_doubled_or_added_are_seen_where_they_are()
    {
        var (first, _) = ledger.Months();
        List<string>[] damaged =
        [
            [.. first[..3], .. first[4..]],
            [.. first[..3], first[4], first[3], .. first[5..]],
            [.. first[..4], first[3], .. first[4..]],
        ];

        Assert.All(damaged, lines =>
        {
            // The digest is made to fit: what is left to see it by is the sequence of the accounts.
            var (code, said) = Verify(ledger.Write(lines), "--digest", Digest(Start, lines));
            Assert.Equal(Verification.NotSound, code);
            Assert.Matches("line [45]: ", said);
        });
        var shortened = first[..^1];
        Assert.Equal(
            Verification.NotSound, Verify(ledger.Write(shortened), "--digest", Digest(Start, first)).Code);
    }

    [Theory]
    [InlineData(4, "999", "moves -999 and has")]
    [InlineData(4, "0", "no positive amount")]
    [InlineData(7, "9", "a movement is missing or doubled")]
    [InlineData(5, "point_of_sale", "was a household")]
    [InlineData(1, "01890000-0000-7000-8000-000000001001", "was there before")]
    public void A_line_that_does_not_follow_is_named_with_the_reason(int field, string text, string reason)
    {
        var (first, _) = ledger.Months();
        var fields = first[3].Split(';');
        fields[field] = text;
        first[3] = string.Join(';', fields);

        var (code, said) = Verify(ledger.Write(first), "--digest", Digest(Start, first));

        Assert.Equal(Verification.NotSound, code);
        Assert.Contains("line 4: ", said, StringComparison.Ordinal);
        Assert.Contains(reason, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("household", Verification.NotSound)]
    [InlineData("point_of_sale", Verification.NotSound)]
    [InlineData("voucher_batch", Verification.NotSound)]
    [InlineData("guarantee", Verification.Sound)]
    public void Only_the_fund_s_own_accounts_may_be_below_zero(string kind, int expected)
    {
        string[] lines =
        [
            Header("2026-01", Start),
            ledger.Line("allocation", "issuance", Issuance, kind, Household, 100),
            ledger.Line("refund", kind, Household, "household", Shop, 101),
        ];

        Assert.Equal(expected, Verify(ledger.Write(lines), "--digest", Digest(Start, lines)).Code);
    }

    [Fact]
    public void A_month_that_does_not_start_where_the_one_before_ended_is_refused()
    {
        var (first, second) = ledger.Months();
        second[0] = Header("2026-02", Start);
        string[] files = [ledger.Write(first), ledger.Write(second)];

        var (code, said) = Verify([.. files, "--digest", Digest(Start, second)]);

        Assert.Equal(Verification.NotSound, code);
        Assert.Contains("line 1: ", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_usage_and_unreadable_files_are_told_apart_from_damage()
    {
        var (first, _) = ledger.Months();
        var file = ledger.Write(first);

        Assert.Equal(Verification.NotUnderstood, Verify().Code);
        Assert.Equal(Verification.NotUnderstood, Verify(file).Code);
        Assert.Equal(Verification.NotUnderstood, Verify("--digest", Start).Code);
        Assert.Equal(Verification.NotUnderstood, Verify(file + ".gone", "--digest", Start).Code);
        Assert.Equal(Verification.NotUnderstood, Verify(file, "--closings", file).Code);
    }

    string Closings(string one, string two, long secondCents) => ledger.Write(
    [
        $$"""
        {"items":[
          {"period":"2026-01","transfers":6,"amountCents":10515,"previousDigest":"{{Start}}",
           "digest":"{{one}}"},
          {"period":"2026-02","transfers":3,"amountCents":{{secondCents}},"previousDigest":"{{one}}",
           "digest":"{{two}}"}],
         "next":null}
        """,
    ]);
}
