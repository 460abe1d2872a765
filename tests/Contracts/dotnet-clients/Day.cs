namespace ThirdParty;

/// <summary>The day itself, which says each part that it has played.</summary>
static class Day
{
    const int Attempts = 100;
    const string CardUnknown = "/card-unknown";

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    internal static async Task PlayAsync(Play play, Func<string?, ITillClient> connect)
    {
        var till = await connect(play.Coordinator).RegisterTillAsync("Till of a third party");
        Ended("register a till");

        var token = await UntilAsync("sign in", () => connect(null).SignInAsync(till));
        var api = connect(token);
        Ended("sign in");

        var key = Guid.NewGuid();
        var paid = await api.PayAsync(key, play.Card, 1250);
        Expect("pay", paid.MonaCents == 1250, paid);
        var again = await api.PayAsync(key, play.Card, 1250);
        Expect("pay once for one key", again.Id == paid.Id, again);

        var refundedCents = await api.RefundAsync(Guid.NewGuid(), paid.Id, 250);
        Expect("refund", refundedCents == 250, refundedCents);

        var refusal = await api.ReadRefusalAsync(Guid.NewGuid(), "nobody's", 100);
        Expect("read why not", refusal?.EndsWith(CardUnknown, StringComparison.Ordinal) == true, refusal);

        var takings = await UntilAsync("read the statement", async () =>
            await api.ReadStatementAsync(play.Day) is { Movements: 2 } complete ? complete : null);
        Expect("read the statement", takings.NetCents == 1000, takings);
    }

    /// <summary>What another service has still to hear of is asked for again.</summary>
    static async Task<T> UntilAsync<T>(string part, Func<Task<T?>> ask) where T : class
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await ask() is { } found)
            {
                return found;
            }
            await Task.Delay(Pause);
        }
        throw new TimeoutException($"{part}: it did not come");
    }

    static void Expect(string part, bool isTrue, object? found)
    {
        if (!isTrue)
        {
            throw new InvalidOperationException($"{part}: {found}");
        }
        Ended(part);
    }

    static void Ended(string part) => Console.WriteLine($"played: {part}");
}
