using System.Globalization;
using Caisse.Sortition.Pools;

namespace Caisse.Sortition.Commands;

/// <summary>What was asked of a command cannot be done, for these reasons.</summary>
sealed class BadInputException(params InputError[] errors)
    : Exception(string.Join('\n', errors.Select(one => $"{one}")))
{
    internal BadInputException(string what)
        : this(new InputError("arguments", 0, "", what))
    {
    }
}

/// <summary>Files first, then options with a value each.</summary>
sealed class Arguments
{
    readonly Dictionary<string, string> _options = [];

    internal Arguments(IReadOnlyList<string> arguments, int files, params string[] known)
    {
        Files = [.. arguments.TakeWhile(argument => !argument.StartsWith("--", StringComparison.Ordinal))];
        if (Files.Count != files)
            throw new BadInputException($"{files} files are needed, {Files.Count} are given.");
        for (var at = files; at < arguments.Count; at += 2)
        {
            var name = arguments[at];
            if (!known.Contains(name)) throw new BadInputException($"{name} is not known.");
            if (at + 1 == arguments.Count) throw new BadInputException($"{name} needs a value.");
            if (!_options.TryAdd(name, arguments[at + 1]))
                throw new BadInputException($"{name} is there twice.");
        }
    }

    internal IReadOnlyList<string> Files { get; }

    internal string? Text(string name) => _options.GetValueOrDefault(name);

    internal string Required(string name) => Text(name) ?? throw new BadInputException($"{name} is needed.");

    internal int Number(string name, int? otherwise = null)
    {
        if (Text(name) is not { } text) return otherwise ?? throw new BadInputException($"{name} is needed.");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : throw new BadInputException($"{name} is a whole number, not '{text}'.");
    }
}
