using System.Text.Json;
using System.Text.Json.Nodes;
using Caisse.Contracts.Governance;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Contracts.Tests;

/// <summary>
/// What other services and webhooks have received must stay readable. When a golden file no longer matches,
/// a shape has changed: contracts only grow, by optional fields.
/// </summary>
public class GoldenFileTests
{
    static readonly JsonSerializerOptions Indented =
        new(CaisseJson.Events) { WriteIndented = true, NewLine = "\n" };

    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "golden");

    public static TheoryData<string> Events =>
        [.. EventNames.All.Select(EventNames.Of).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_event_has_an_example_and_a_golden_file_and_there_are_no_others()
    {
        var events = EventNames.All.Select(EventNames.Of).Order(StringComparer.Ordinal).ToList();
        var files = Directory.GetFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension)
            .Where(file => $"{file}.json" != Describing.DescriptionTests.File).Order(StringComparer.Ordinal);

        Assert.NotEmpty(events);
        Assert.Equal(events, Examples.All.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(events, files);
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_is_written_as_its_golden_file_says(string name) =>
        Assert.Equal(
            GoldenFile.Read($"{name}.json", Write(Examples.All[name])), Write(Examples.All[name]));

    [Theory]
    [MemberData(nameof(Events))]
    public void A_golden_file_reads_back_to_the_same_event(string name) =>
        Assert.Equal(Golden(name), Write(Read(Golden(name), name)));

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_with_fields_of_a_later_version_can_still_be_read(string name)
    {
        var later = JsonNode.Parse(Golden(name))!.AsObject();
        later["fieldOfALaterVersion"] = new JsonObject { ["of"] = new JsonArray(1, "two", null) };

        Assert.Equal(Golden(name), Write(Read(later.ToJsonString(), name)));
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void No_field_of_an_example_is_left_empty(string name)
    {
        var empty = Leaves(JsonNode.Parse(Golden(name)))
            .Where(leaf => leaf is null || leaf.ToString().Length == 0);

        Assert.Empty(empty);
    }

    [Fact]
    public void The_examples_carry_an_effect_of_every_kind()
    {
        var kinds = EffectKinds.All.Select(kind => kind.Name).Order(StringComparer.Ordinal);
        var adopted = (DecisionAdopted)Examples.All[EventNames.Of(typeof(DecisionAdopted))];

        Assert.Equal(kinds, adopted.Effects.Select(effect => effect.Kind).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_allocation_scheme_that_was_decided_before_it_could_say_more_means_what_it_meant()
    {
        const string Decided =
            """{"firstPersonCents":15000,"furtherPersonCents":7500,"childCents":4000,"childUnderAge":14}""";

        Assert.Equal(
            new SetAllocationScheme(
                15_000, 7500, 4000, 14, AllocationBasis.Composition, null, null, null, null,
                ContributionRequirement.None, null),
            JsonSerializer.Deserialize<SetAllocationScheme>(Decided, CaisseJson.Events));
    }

    [Fact]
    public void An_event_from_before_previews_and_frozen_contributions_is_about_a_run()
    {
        var before = JsonNode.Parse(Golden("Wallet.AllocationRunRequested"))!.AsObject();
        before.Remove("needsContributions");
        before.Remove("isPreview");

        var requested = (AllocationRunRequested)Read(before.ToJsonString(), "Wallet.AllocationRunRequested");

        Assert.True(requested is { NeedsContributions: false, IsPreview: false });
    }

    [Theory]
    [InlineData("Contributions.FundsReserved")]
    [InlineData("Contributions.FundsRefused")]
    [InlineData("Wallet.FundsReservationRequested")]
    [InlineData("Wallet.AllocationRunCompleted")]
    public void An_event_from_before_purposes_says_none(string name)
    {
        var before = JsonNode.Parse(Golden(name))!.AsObject();
        Assert.True(before.Remove("purpose"));

        var happened = Read(before.ToJsonString(), name);

        Assert.Null(happened.GetType().GetProperty("Purpose")!.GetValue(happened));
    }

    [Fact]
    public void A_missing_field_is_refused_and_not_taken_for_zero()
    {
        var golden = JsonNode.Parse(Golden("Wallet.PaymentRefunded"))!.AsObject();
        golden.Remove("monaCents");

        Assert.Throws<JsonException>(() => Read(golden.ToJsonString(), "Wallet.PaymentRefunded"));
    }

    static string Golden(string name) => File.ReadAllText(Path.Combine(Folder, $"{name}.json"));

    static object Read(string json, string name) =>
        JsonSerializer.Deserialize(json, EventNames.Find(name), CaisseJson.Events)!;

    static string Write(object happened) =>
        $"{JsonSerializer.Serialize(happened, happened.GetType(), Indented)}\n";

    static IEnumerable<JsonNode?> Leaves(JsonNode? node) => node switch
    {
        JsonObject { Count: > 0 } record => record.SelectMany(field => Leaves(field.Value)),
        JsonArray { Count: > 0 } list => list.SelectMany(Leaves),
        JsonObject or JsonArray => [null],
        _ => [node],
    };
}
