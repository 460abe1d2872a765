using System.Diagnostics;
using OpenTelemetry;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Keeps out of the traces what nobody asked for: a statement or a call that belongs to no request, no
/// message and no work that has begun (a worker looks every few seconds whether there is any), and all that
/// is done for a request that is left out itself. Whoever does work of their own accord begins it with
/// <see cref="CaisseTracing.Begin"/>.
/// </summary>
sealed class LeaveOutPolls : BaseProcessor<Activity>
{
    public override void OnStart(Activity data)
    {
        var isPoll = data is { Kind: ActivityKind.Client, Parent: null } && data.ParentSpanId == default;
        if (isPoll || data.Parent is { Recorded: false })
        {
            data.IsAllDataRequested = false;
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
