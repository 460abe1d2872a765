using System.Text.RegularExpressions;
using Npgsql;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Names the span of a statement by what it does to which table ("insert outbox"), so that a trace can be
/// read; without it all of a service's statements are named after its database.
/// </summary>
static partial class StatementName
{
    /// <summary>A batch is named after the first of its statements that writes, or else that reads.</summary>
    internal static string Of(NpgsqlBatch batch)
    {
        var names = batch.BatchCommands.Cast<NpgsqlBatchCommand>()
            .Select(command => Of(command.CommandText)).ToList();
        return names.Find(name => Write().IsMatch(name))
            ?? names.Find(name => name.Contains(' ', StringComparison.Ordinal)) ?? "batch";
    }

    internal static string Of(NpgsqlCommand command) => Of(command.CommandText);

    /// <summary>Verb and table of a statement; the verb alone where there is no table.</summary>
    internal static string Of(string sql)
    {
        var verb = Verb().Match(sql).Value;
        if (verb is not ("select" or "set") && Write().Match(sql) is { Success: true } write)
        {
            return $"{write.Groups["verb"]} {write.Groups["table"]}";
        }
        return Read().Match(sql) is { Success: true } read ? $"select {read.Groups["table"]}" : verb;
    }

    [GeneratedRegex("[a-z]+")]
    private static partial Regex Verb();

    /// <summary>Neither a lock (<c>for update</c>) nor the rest of an insert (<c>do update</c>).</summary>
    [GeneratedRegex(
        @"(?<!\b(for|do)\s+)\b(?<verb>insert|update|delete)\s+((into|from)\s+)?(?<table>[a-z_]+)\b")]
    private static partial Regex Write();

    /// <summary>Not what is unnested or generated.</summary>
    [GeneratedRegex(@"\bfrom\s+(?<table>[a-z_]+)\b(?!\s*\()")]
    private static partial Regex Read();
}
