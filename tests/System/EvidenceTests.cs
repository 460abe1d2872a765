using System.Net;
using System.Text.Json;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>The evidence of a draw, downloaded, before the command line that verifies it.</summary>
[Collection(PlatformTests.Name)]
public sealed class EvidenceTests(Platform platform)
{
    const int Seats = 12;
    const int Homes = 30;
    const int ChangesPerSection = 5;
    const int Verified = 0;
    static readonly int[] NotVerified = [1, 2];
    static readonly DateTimeOffset Awaited = Fund.At(2026, 1, 20);

    [Fact]
    public async Task Downloaded_evidence_verifies_and_whichever_byte_of_it_changes_is_seen()
    {
        var fund = await Fund.FoundAsync(
            platform, "preuves", Fund.At(2025, 12, 15), Fund.HundredPerAdult, Fund.OneEuro);
        var draw = new Uri($"{fund.Root}/draws/{await DrawAsync(fund)}/evidence", UriKind.Relative);

        var evidence = await fund.Public.GetByteArrayAsync(draw);

        var (sound, recomputed) = await Verifier.VerifyAsync(evidence);
        Assert.Equal(Verified, sound);
        Assert.EndsWith(
            "Everything in this file that can be checked is as it says.", recomputed, StringComparison.Ordinal);
        var sections = SectionsOf(evidence);
        Assert.Equal(
            ["bundleHash", "evidenceHash", "finder", "format", "order", "outcome", "pool", "poolHash", "result"],
            sections.Select(section => section.Name));
        var random = new Random(20260120);
        foreach (var (name, from, to) in sections)
        {
            for (var change = 0; change < ChangesPerSection; change++)
            {
                var place = random.Next(from, to);
                var changed = (byte[])evidence.Clone();
                changed[place] ^= (byte)random.Next(1, 256);
                var (status, said) = await Verifier.VerifyAsync(changed);
                var what = $"{name}, byte {place} as {changed[place]}: {said}";
                Assert.True(NotVerified.Contains(status), what);
                Assert.Matches("it is not as it was sealed|not in canonical form|This is no evidence file", what);
            }
        }
    }

    /// <summary>Where each top-level member of the file begins and ends, in their order.</summary>
    static List<(string Name, int From, int To)> SectionsOf(byte[] evidence)
    {
        var sections = new List<(string Name, int From, int To)>();
        var reader = new Utf8JsonReader(evidence);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (name, from) = (reader.GetString()!, (int)reader.TokenStartIndex);
            reader.Read();
            reader.Skip();
            sections.Add((name, from, (int)reader.BytesConsumed));
        }
        return sections;
    }

    static async Task<Guid> DrawAsync(Fund fund)
    {
        var campaign = (await fund.Coordinator.PostOnceKnownAsync($"{fund.Root}/campaigns", new
        {
            title = "Groupe de travail", seats = Seats,
            population = "feature,value,share\nage,18-44,50\nage,45+,50\ngender,woman,50\ngender,man,50",
            publicValue = new
            {
                source = "Trois dés, séance du 20 janvier", awaitedAt = Awaited, form = "digits", length = 3,
                signers = 0,
            },
        })).Id();
        for (var home = 0; home < Homes; home++)
        {
            await VolunteerAsync(fund, campaign, home);
        }
        await fund.Coordinator.PostAsync(
            $"{fund.Root}/campaigns/{campaign}/freeze", null, HttpStatusCode.Accepted);
        await fund.Public.ReadUntilAsync(
            $"{fund.Root}/campaigns/{campaign}", read => read.Text("state") == "committed");
        fund.Now = Awaited;
        return (await fund.Coordinator.PostAsync(
            $"{fund.Root}/campaigns/{campaign}/draw", new { value = "314" })).Id();
    }

    /// <summary>A home of one or of two, who are of both ages and genders in turn.</summary>
    static async Task VolunteerAsync(Fund fund, Guid campaign, int home)
    {
        var names = home % 2 == 0 ? new[] { "Camille" } : ["Camille", "Claude"];
        var enrolled = await fund.Coordinator.PostOnceKnownAsync($"{fund.Root}/households", new
        {
            members = names.Select(firstName => new
            {
                firstName, lastName = "Martin", birthDate = home % 3 == 0 ? "1960-05-05" : "1990-05-05",
            }),
            address = new { street = $"{home} rue de la Loge", postalCode = "34000", city = "Montpellier" },
            contact = new { email = "camille@example.org" },
            fromPeriod = "2026-01",
        });
        foreach (var (place, person) in enrolled.GetProperty("memberIds").EnumerateArray().Index())
        {
            await fund.Coordinator.PostAsync($"{fund.Root}/campaigns/{campaign}/candidates", new
            {
                personId = person.GetGuid(),
                answers = new[]
                {
                    new { feature = "gender", value = (home + place) % 4 < 2 ? "woman" : "man" },
                },
            });
        }
    }
}
