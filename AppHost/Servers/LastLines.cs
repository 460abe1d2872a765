namespace Caisse.Servers;

/// <summary>
/// Passes a server's lines on where they are worth it, and keeps the last few to explain why it would not
/// start.
/// </summary>
internal sealed class LastLines(Action<string> onLine, Predicate<string>? isWorthShowing = null)
{
    private const int KeptAtMost = 40;

    private readonly Queue<string> kept = new();

    public void Add(string line)
    {
        if (isWorthShowing is null || isWorthShowing(line)) onLine(line);
        lock (kept)
        {
            kept.Enqueue(line);
            if (kept.Count > KeptAtMost) kept.Dequeue();
        }
    }

    public void Clear()
    {
        lock (kept) kept.Clear();
    }

    /// <summary>
    /// The first line with one of the words, from the word on; else the last line that says anything.
    /// </summary>
    public string MostTelling(params string[] words)
    {
        lock (kept)
        {
            foreach (var word in words)
                if (kept.FirstOrDefault(line => line.Contains(word, StringComparison.Ordinal)) is { } line)
                    return line[line.IndexOf(word, StringComparison.Ordinal)..].Trim();
            return kept.LastOrDefault(line => line.Any(char.IsLetter))?.Trim() ?? "it said nothing";
        }
    }
}
