using Spectre.Console;

namespace Caisse.AppHost.Processes;

/// <summary>The live table of resources, redrawn when something changes.</summary>
internal sealed class ResourceTable : IAsyncDisposable
{
    private readonly ResourceBoard board;
    private readonly Lock gate;
    private readonly SemaphoreSlim changed = new(initialCount: 1);
    private readonly CancellationTokenSource closed = new();
    private readonly Task drawing;

    public ResourceTable(ResourceBoard board, Lock gate)
    {
        this.board = board;
        this.gate = gate;
        board.Changed += Note;
        drawing = DrawAsync();
    }

    public static string Word(ResourceStatus status) => status switch
    {
        { State: ResourceState.Running, Address: not null } => $"running at {status.Address}",
        _ => status.State.ToString().ToLowerInvariant(),
    };

    public async ValueTask DisposeAsync()
    {
        board.Changed -= Note;
        await closed.CancelAsync();
        await drawing;
        changed.Dispose();
        closed.Dispose();
    }

    private void Note() => changed.Release();

    private async Task DrawAsync()
    {
        try
        {
            await AnsiConsole.Live(Draw()).StartAsync(RedrawAsync);
        }
        catch (IOException)
        {
            // The terminal was closed, and nobody sees the table any more.
            board.Changed -= Note;
        }
    }

    private async Task RedrawAsync(LiveDisplayContext live)
    {
        while (!closed.IsCancellationRequested)
        {
            // Closing ends the wait too: the last picture, with everything stopped, stays on the terminal.
            await changed.WaitAsync(closed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (gate) live.UpdateTarget(Draw());
        }
    }

    private Table Draw()
    {
        var table = new Table()
            .Border(TableBorder.Rounded).AddColumns("resource", "state", "address", "restarts");
        foreach (var status in board.Statuses)
            table.AddRow(
                Markup.Escape(status.Name),
                $"[{Colour(status.State)}]{status.State.ToString().ToLowerInvariant()}[/]",
                Markup.Escape(status.Address ?? ""), status.Restarts.ToString(provider: null));
        return table;
    }

    private static string Colour(ResourceState state) => state switch
    {
        ResourceState.Running => "green",
        ResourceState.Restarting => "red",
        ResourceState.Starting or ResourceState.Stopping => "yellow",
        _ => "grey",
    };
}
