using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Caisse.TillSimulator;

/// <summary>
/// What a till has taken, in a file that is only ever added to: a line per payment, and a line per answer.
/// Each line is on the disk before the till goes on; a line that a power cut left half written is forgotten,
/// since nobody was told yes.
/// </summary>
sealed class TillQueue : IDisposable
{
    readonly FileStream file;
    readonly TimeZoneInfo zone;
    readonly SortedDictionary<long, SignedPayment> waiting = [];
    readonly Dictionary<(string Card, DateOnly Day), long> taken = [];

    internal TillQueue(string path, TimeZoneInfo zone)
    {
        this.zone = zone;
        // Without a buffer nothing of a line that failed is left to be written with the next.
        file = new FileStream(
            path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        Replay();
    }

    internal long LastCounter { get; private set; }

    internal IReadOnlyList<SignedPayment> Waiting => [.. waiting.Values];

    /// <summary>What a card has paid on the day of an instant.</summary>
    internal long TakenOnDayOf(string instant, string card) =>
        taken.GetValueOrDefault((card, DayOf(instant)));

    internal void Add(SignedPayment payment)
    {
        Write(new Line(payment, null));
        Note(payment);
    }

    internal void Answered(IEnumerable<long> counters)
    {
        foreach (var counter in counters.Where(waiting.ContainsKey).ToList())
        {
            Write(new Line(null, counter));
            waiting.Remove(counter);
        }
    }

    void Note(SignedPayment payment)
    {
        waiting[payment.Counter] = payment;
        LastCounter = Math.Max(LastCounter, payment.Counter);
        var day = (payment.CardSha256, DayOf(payment.TakenAt));
        taken[day] = taken.GetValueOrDefault(day) + payment.AmountCents;
    }

    DateOnly DayOf(string instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(
        DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture), zone).DateTime);

    void Write(Line line)
    {
        var end = file.Position;
        try
        {
            file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(line) + "\n"));
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // A full disk may have kept half of it: the next line must not follow that.
            file.SetLength(end);
            file.Position = end;
            throw;
        }
    }

    void Replay()
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        foreach (var text in Encoding.UTF8.GetString(bytes, 0, whole)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var line = JsonSerializer.Deserialize<Line>(text)!;
            if (line.Taken is { } payment)
            {
                Note(payment);
            }
            else
            {
                waiting.Remove(line.Answered!.Value);
            }
        }
        file.SetLength(whole);
        file.Position = whole;
    }

    public void Dispose() => file.Dispose();

    sealed record Line(SignedPayment? Taken, long? Answered);
}
