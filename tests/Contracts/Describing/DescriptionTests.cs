using System.Text.Json;
using System.Text.Json.Nodes;
using Caisse.ServiceDefaults;

namespace Caisse.Contracts.Tests.Describing;

/// <summary>
/// Who has generated a client from the description relies on it: nothing changes there unseen.
/// </summary>
public sealed class DescriptionTests
{
    internal const string File = "openapi.json";

    const int MaxShown = 40;

    static readonly JsonSerializerOptions Indented =
        new(CaisseJson.Events) { WriteIndented = true, NewLine = "\n" };

    [Fact]
    public async Task The_description_of_the_whole_api_is_the_one_that_was_agreed_on()
    {
        var now = await PublicApi.DescribeAsync();
        var agreed = GoldenFile.Read(File, $"{now.ToJsonString(Indented)}\n");

        var differences = Differences.Between(JsonNode.Parse(agreed.Length == 0 ? "{}" : agreed), now).ToList();

        Assert.True(
            differences.Count == 0,
            $"The API changed in {differences.Count} places:\n"
            + $"{string.Join('\n', differences.Take(MaxShown))}\n{GoldenFile.HowToRenew}");
    }

    [Fact]
    public void What_changed_is_named_with_its_place()
    {
        var agreed = JsonNode.Parse("""{"paths":{"/a":{"get":{"tags":["x"]}},"/b":{}},"info":{"title":"t"}}""");
        var now = JsonNode.Parse("""{"paths":{"/a":{"get":{"tags":["y"]}},"/c":{}},"info":{"title":"t"}}""");

        Assert.Equal(
            ["paths > /a > get > tags > 0: was \"x\", is \"y\"", "paths > /b: is gone", "paths > /c: is new"],
            Differences.Between(agreed, now));
    }
}
