using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Caisse.Gateway.Describing;

/// <summary>
/// Adds to an operation what holds for all of them, so that no service has to say it, and what linters ask
/// for.
/// </summary>
static partial class CompleteOperation
{
    static readonly HashSet<string> Methods =
        ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    internal static bool IsMethod(string member) => Methods.Contains(member);

    internal static void Complete(
        JsonObject operation, string service, string method, string path, HashSet<string> operationIds)
    {
        var id = (string?)operation["operationId"] ?? Identifier($"{method} {path}");
        operation["operationId"] =
            operationIds.Add(id) ? id : Unique(Identifier($"{service} {id}"), operationIds);
        operation["description"] ??= (string?)operation["summary"];
        operation["tags"] ??= new JsonArray(Title(service));
        var grants = operation["x-grants"]?.AsArray().Select(grant => (string)grant!).ToList() ?? [];
        operation["security"] = operation["security"] is JsonArray { Count: > 0 }
            ? Scopes.WaysIn(grants)
            : new JsonArray();
        RequestExamples.Add(operation);
        CompleteAnswers.Complete(operation, method, path);
        foreach (var parameter in operation["parameters"] as JsonArray ?? [])
        {
            ParameterWords.Describe(parameter!.AsObject());
        }
    }

    /// <summary>
    /// A parameter that every handler of a service reads in the same way, such as the caisse, is not in its
    /// own description.
    /// </summary>
    internal static void DeclarePathParameters(JsonObject item, string path)
    {
        foreach (var name in ParameterInPath().Matches(path).Select(match => match.Groups[1].Value))
        {
            foreach (var (_, operation) in item.Where(entry => IsMethod(entry.Key)))
            {
                operation!["parameters"] ??= new JsonArray();
                var parameters = operation["parameters"]!.AsArray();
                var isDeclared = parameters.Any(
                    known => (string?)known!["name"] == name && (string?)known["in"] == "path");
                if (!isDeclared)
                {
                    parameters.Insert(0, Parameter(name));
                }
            }
        }
    }

    static JsonObject Parameter(string name)
    {
        var parameter = new JsonObject
        {
            ["name"] = name,
            ["in"] = "path",
            ["required"] = true,
            ["schema"] = new JsonObject { ["type"] = "string" },
        };
        if (name == "caisse")
        {
            parameter["example"] = "montpellier";
        }
        ParameterWords.Describe(parameter);
        return parameter;
    }

    static string Unique(string id, HashSet<string> taken)
    {
        var unique = id;
        for (var number = 2; !taken.Add(unique); number++)
        {
            unique = $"{id}{number}";
        }
        return unique;
    }

    /// <summary>
    /// "merchant-network list failed" becomes merchantNetworkListFailed, which generators of clients can use.
    /// </summary>
    static string Identifier(string words)
    {
        var name = Pascal(words);
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    internal static string Pascal(string words) => string.Concat(
        Word().Matches(words).Select(word => char.ToUpperInvariant(word.Value[0]) + word.Value[1..]));

    static string Title(string service) =>
        string.Join(' ', service.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex ParameterInPath();

    [GeneratedRegex("[A-Za-z0-9]+")]
    private static partial Regex Word();
}
