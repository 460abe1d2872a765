using System.Diagnostics;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>Keeps every call from the moment it is sent, so that one whose answer never comes is known.</summary>
sealed class Recorder
{
    readonly Lock gate = new();
    readonly List<Call> calls = [];
    readonly Dictionary<int, TaskCompletionSource> milestones = [];
    int answers;

    internal IReadOnlyList<Call> Calls
    {
        get
        {
            lock (gate)
            {
                return [.. calls];
            }
        }
    }

    /// <summary>Ends at the moment at which so many answers have been heard.</summary>
    internal Task AnsweredAsync(int count)
    {
        lock (gate)
        {
            return (milestones[count] = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Notes a call, sends it, and notes what became of it.</summary>
    internal async Task<Call> AskAsync(
        Call call, Func<CancellationToken, Task<HttpResponseMessage>> send, CancellationToken patience = default)
    {
        var place = Invoke(call);
        try
        {
            using var response = await send(patience);
            var body = await response.Content.ReadAsStringAsync(patience);
            var status = (int)response.StatusCode;
            return Keep(place, status switch
            {
                < 300 => Outcome.Ok,
                >= 400 and < 500 => Outcome.Refused,
                _ => Outcome.Unknown,
            }, Answered.Of(status, body), Answered.IdOf(body));
        }
        catch (Exception gone) when (gone is OperationCanceledException or HttpRequestException)
        {
            return Keep(place, Outcome.Unknown, gone.Message, default);
        }
    }

    /// <summary>Notes that something was asked by an event, which answers nobody.</summary>
    internal async Task AskByEventAsync(Call call, Func<Task> hear)
    {
        var place = Invoke(call);
        await hear();
        Keep(place, Outcome.Unknown, "heard", default);
    }

    int Invoke(Call call)
    {
        lock (gate)
        {
            calls.Add(call with { InvokedAt = Stopwatch.GetTimestamp() });
            return calls.Count - 1;
        }
    }

    Call Keep(int place, Outcome outcome, string answer, Guid id)
    {
        lock (gate)
        {
            if (outcome != Outcome.Unknown && milestones.TryGetValue(++answers, out var milestone))
            {
                milestone.SetResult();
            }
            return calls[place] = calls[place] with
            {
                Outcome = outcome,
                Answer = answer,
                Id = id,
                AnsweredAt = outcome == Outcome.Unknown && calls[place].Ask is not SettleAsk
                    ? long.MaxValue
                    : Stopwatch.GetTimestamp(),
            };
        }
    }
}
