using System.Text.RegularExpressions;
using Spectre.Console;

namespace Caisse.AppHost.Processes;

/// <summary>
/// One stream of prefixed lines; on a terminal also a table of what runs, which stays below them.
/// </summary>
internal sealed partial class Screen : IAsyncDisposable
{
    private static readonly string[] palette =
        ["aqua", "green", "yellow", "fuchsia", "blue", "teal", "olive", "purple"];

    // The states in between are for the table and the file.
    private static readonly ResourceState[] spoken =
        [ResourceState.Running, ResourceState.Finished, ResourceState.Stopped];

    private readonly Lock gate = new();
    private readonly bool isTerminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;
    private readonly ResourceBoard board;
    private readonly int nameWidth;
    private readonly ResourceTable? table;
    private readonly Dictionary<string, ResourceState> said = [];
    private bool isClosed;

    public Screen(ResourceBoard board)
    {
        this.board = board;
        nameWidth = board.Statuses.Max(status => status.Name.Length);
        if (isTerminal) table = new ResourceTable(board, gate);
        else board.Changed += SayChanges;
    }

    /// <summary>A sentence of the AppHost itself.</summary>
    public void Say(string sentence) => Write($"[bold]{Markup.Escape(sentence)}[/]", sentence);

    /// <summary>Where the lines of one resource go.</summary>
    public Action<string> LinesOf(string name)
    {
        var index = board.Statuses.ToList().FindIndex(status => status.Name == name);
        var prefix = name.PadRight(nameWidth);
        var colour = palette[index % palette.Length];
        return line =>
        {
            // Programs colour their lines as if they had the terminal to themselves.
            var plain = ColourCodes().Replace(line, "");
            Write($"[{colour}]{Markup.Escape(prefix)}[/] | {Markup.Escape(plain)}", $"{prefix} | {plain}");
        };
    }

    public async ValueTask DisposeAsync()
    {
        board.Changed -= SayChanges;
        if (table is not null) await table.DisposeAsync();
    }

    [GeneratedRegex(@"\e\[[0-9;]*[A-Za-z]")]
    private static partial Regex ColourCodes();

    private void Write(string markup, string plain)
    {
        lock (gate)
        {
            if (isClosed) return;
            try
            {
                if (isTerminal) AnsiConsole.MarkupLine(markup);
                else Console.Out.WriteLine(plain);
            }
            catch (IOException)
            {
                // The terminal was closed: stopping what runs goes on, unseen.
                isClosed = true;
            }
        }
    }

    private void SayChanges()
    {
        lock (gate)
        {
            foreach (var status in board.Statuses)
            {
                if (said.TryGetValue(status.Name, out var before) && before == status.State) continue;
                said[status.Name] = status.State;
                if (!spoken.Contains(status.State)) continue;
                var sentence = $"{status.Name.PadRight(nameWidth)} is {ResourceTable.Word(status)}";
                Write(Markup.Escape(sentence), sentence);
            }
        }
    }
}
