namespace Caisse.ServiceDefaults;

/// <summary>Tells failures, after which a background worker goes on, from its end.</summary>
public static class WorkerFailure
{
    /// <summary>Whether something failed; false when the worker only heard that it has to stop.</summary>
    /// <param name="exception">What ended a piece of work.</param>
    /// <param name="stopping">The worker's own: cancelled when it has to stop.</param>
    public static bool IsFailure(this Exception exception, CancellationToken stopping) =>
        exception is not OperationCanceledException || !stopping.IsCancellationRequested;
}
