using System.Text.Json.Nodes;
using Caisse.ServiceDefaults;

namespace Caisse.Gateway.Describing;

/// <summary>What an app may ask for, out of the grants that operations are opened to.</summary>
static class Scopes
{
    static readonly Dictionary<string, string> Descriptions = new(StringComparer.Ordinal)
    {
        [Grants.ReadFund] = "Reads the fund's figures and its ledger's proof.",
        [Grants.ReadWallets] = "Reads wallets and their statements.",
        [Grants.ReadMerchants] = "Reads points of sale with their statements and settlements.",
    };

    /// <summary>Every scope that an app can be given, with what it opens.</summary>
    internal static JsonObject Describe() => new(Grants.AppScopes
        .Order(StringComparer.Ordinal)
        .Select(scope => KeyValuePair.Create(scope, (JsonNode?)Descriptions[scope])));

    /// <summary>
    /// Ways to be let in by one of the grants: by the roles of a token, as people and tills have them, or by
    /// any of the scopes.
    /// </summary>
    internal static JsonArray WaysIn(IEnumerable<string> grants)
    {
        var ways = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() });
        var scopes = grants.Where(Grants.AppScopes.Contains).ToList();
        foreach (var scope in scopes)
        {
            ways.Add(new JsonObject { ["oauth2"] = new JsonArray(scope) });
        }
        if (scopes.Count == 0)
        {
            ways.Add(new JsonObject { ["oauth2"] = new JsonArray() });
        }
        return ways;
    }
}
