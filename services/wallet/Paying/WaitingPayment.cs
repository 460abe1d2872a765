using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Paying;

/// <summary>A payment that waits for its answer.</summary>
sealed class WaitingPayment(PayOrder order, KeyedRequest request, string? traceParent, long since)
{
    readonly TaskCompletionSource<Answer<PayPointOfSale.PayAnswer>> answered =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal PayOrder Order { get; } = order;

    internal KeyedRequest Request { get; } = request;

    internal string? TraceParent { get; } = traceParent;

    /// <summary>Timestamp of the process's clock since when it waits.</summary>
    internal long Since { get; } = since;

    internal Task<Answer<PayPointOfSale.PayAnswer>> Answered => answered.Task;

    internal void Answer(Answer<PayPointOfSale.PayAnswer> answer) => answered.TrySetResult(answer);

    internal void Fail(Exception exception) => answered.TrySetException(exception);
}
