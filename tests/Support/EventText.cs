using System.Text.Json;
using Caisse.Contracts;
using Caisse.ServiceDefaults;

namespace Caisse.Support;

/// <summary>An event in words that two of the same meaning share.</summary>
public static class EventText
{
    /// <summary>
    /// All that it says but when it happened, which a database remembers to the microsecond and a clock more
    /// finely.
    /// </summary>
    public static string Of(IEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        var text = JsonSerializer
            .SerializeToNode(happened, happened.GetType(), CaisseJson.Events)!.AsObject();
        text.Remove("occurredAt");
        return $"{happened.GetType().Name} {text.ToJsonString(CaisseJson.Events)}";
    }
}
