namespace Caisse.Support;

/// <summary>A span as a service exported it; ids in hexadecimal.</summary>
/// <param name="Service">Name of the service.</param>
/// <param name="TraceId">The trace it belongs to.</param>
/// <param name="Id">Its own id.</param>
/// <param name="ParentId">The span under which it is, "" when there is none.</param>
/// <param name="Name">What is done.</param>
/// <param name="Kind">Who it is between.</param>
/// <param name="Failed">Whether its status is an error.</param>
/// <param name="Attributes">Its attributes, numbers written as text.</param>
/// <param name="LinkedIds">Ids of the spans that it links to.</param>
public sealed record Span(
    string Service, string TraceId, string Id, string ParentId, string Name, SpanKind Kind, bool Failed,
    IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> LinkedIds)
{
    const ulong Error = 2;

    internal static Span Read(string service, ReadOnlyMemory<byte> span) => new(
        service, Wire.Hexadecimal(span, field: 1), Wire.Hexadecimal(span, field: 2),
        Wire.Hexadecimal(span, field: 4), Wire.Text(span, field: 5), (SpanKind)Wire.Number(span, field: 6),
        Wire.Read(span, field: 15).Any(status => Wire.Number(status, field: 3) == Error),
        Wire.Attributes(span, field: 9),
        [.. Wire.Read(span, field: 13).Select(link => Wire.Hexadecimal(link, field: 2))]);
}

/// <summary>Who a span is between, as opentelemetry/proto/trace/v1/trace.proto numbers it.</summary>
public enum SpanKind
{
    /// <summary>Not said.</summary>
    Unspecified,

    /// <summary>Within a program.</summary>
    Internal,

    /// <summary>Answers a request.</summary>
    Server,

    /// <summary>Makes a request, or runs a statement.</summary>
    Client,

    /// <summary>Sends a message.</summary>
    Producer,

    /// <summary>Handles a message.</summary>
    Consumer,
}
