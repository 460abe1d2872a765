using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Caisse.SystemTests;

/// <summary>A span as a service exported it; ids in hexadecimal, no parent: "".</summary>
internal sealed record Span(string Service, string TraceId, string Id, string ParentId, string Name);

/// <summary>Receives traces and metrics by OTLP over HTTP, and reads of them what tests ask about.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    readonly ConcurrentDictionary<string, ConcurrentQueue<Span>> watched = new();
    readonly ConcurrentDictionary<(string Service, string Metric), bool> metrics = new();
    WebApplication? app;

    internal string Address => app!.Urls.First();

    /// <summary>Metrics by the service that exported them.</summary>
    internal IReadOnlyCollection<(string Service, string Metric)> Metrics => [.. metrics.Keys];

    internal async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.MapPost("/v1/{signal}", ReceiveAsync);
        await app.StartAsync();
    }

    /// <summary>Keeps the spans of a trace from now on; those of others are passed over.</summary>
    internal void Watch(string traceId) => watched[traceId] = [];

    internal IReadOnlyCollection<Span> SpansOf(string traceId) => [.. watched[traceId]];

    async Task<IResult> ReceiveAsync(string signal, HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var message = body.ToArray().AsMemory();
        foreach (var group in Wire.Read(message, field: 1))
        {
            var service = ServiceOf(group);
            // Traces and metrics nest alike: resource, then scope, then the thing itself.
            foreach (var item in Wire.Read(group, field: 2).SelectMany(scope => Wire.Read(scope, field: 2)))
            {
                Take(signal, service, item);
            }
        }
        return Results.Bytes(Array.Empty<byte>(), "application/x-protobuf");
    }

    void Take(string signal, string service, ReadOnlyMemory<byte> item)
    {
        if (signal == "metrics")
        {
            metrics.TryAdd((service, Text(item, field: 1)), true);
        }
        else if (signal == "traces" && watched.TryGetValue(Hexadecimal(item, field: 1), out var spans))
        {
            spans.Enqueue(new Span(
                service, Hexadecimal(item, field: 1), Hexadecimal(item, field: 2), Hexadecimal(item, field: 4),
                Text(item, field: 5)));
        }
    }

    static string ServiceOf(ReadOnlyMemory<byte> group) =>
        Wire.Read(group, field: 1).SelectMany(resource => Wire.Read(resource, field: 1))
            .Where(attribute => Text(attribute, field: 1) == "service.name")
            .SelectMany(attribute => Wire.Read(attribute, field: 2))
            .Select(value => Text(value, field: 1)).FirstOrDefault("");

    static string Text(ReadOnlyMemory<byte> message, int field) =>
        Encoding.UTF8.GetString(Wire.Read(message, field).FirstOrDefault().Span);

    static string Hexadecimal(ReadOnlyMemory<byte> message, int field) =>
        Convert.ToHexStringLower(Wire.Read(message, field).FirstOrDefault().Span);

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }
}

/// <summary>Reads the protobuf wire format: enough to find texts, bytes and messages inside a message.</summary>
internal static class Wire
{
    const int Varint = 0;
    const int Fixed64 = 1;
    const int Delimited = 2;
    const int Fixed32 = 5;

    /// <summary>All length-delimited values of a field, in order.</summary>
    internal static IEnumerable<ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> message, int field)
    {
        var at = 0;
        while (at < message.Length)
        {
            var tag = Number(message, ref at);
            var length = (int)(tag & 7) switch
            {
                Varint => LengthOfNumber(message, at),
                Fixed64 => 8,
                Delimited => (int)Number(message, ref at),
                Fixed32 => 4,
                var other => throw new InvalidDataException($"Wire type {other} is not in proto3."),
            };
            if ((int)(tag >> 3) == field && (tag & 7) == Delimited)
            {
                yield return message.Slice(at, length);
            }
            at += length;
        }
    }

    static ulong Number(ReadOnlyMemory<byte> message, ref int at)
    {
        ulong number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message.Span[at++];
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }
    }

    static int LengthOfNumber(ReadOnlyMemory<byte> message, int at)
    {
        var start = at;
        Number(message, ref at);
        return at - start;
    }
}
