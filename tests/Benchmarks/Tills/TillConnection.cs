using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Caisse.Benchmarks.Tills;

/// <summary>
/// One till's connection: writes a payment, reads its answer. A bare HTTP/1.1 client, so that the load takes
/// little of the processors it shares with what is measured.
/// </summary>
sealed class TillConnection : IDisposable
{
    readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
    };

    readonly byte[] buffer = new byte[16 * 1024];

    internal static async Task<TillConnection> OpenAsync(Uri address)
    {
        var connection = new TillConnection();
        await connection.socket.ConnectAsync(address.Host, address.Port);
        return connection;
    }

    /// <summary>Posts JSON; the status of the answer.</summary>
    internal async Task<int> PostAsync(string path, string token, string body)
    {
        var request = Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: caisse\r\nAuthorization: Bearer {token}\r\n"
            + $"Idempotency-Key: {Guid.NewGuid():N}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {body.Length}\r\n\r\n{body}");
        await socket.SendAsync(request);
        var (filled, headers) = (0, -1);
        while (headers < 0)
        {
            filled += await ReceiveAsync(filled);
            headers = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
        }
        var head = Encoding.ASCII.GetString(buffer, 0, headers);
        if (HeaderOf(head, "content-length:") is { } length)
        {
            for (var whole = headers + 4 + int.Parse(length, CultureInfo.InvariantCulture); filled < whole;)
            {
                filled += await ReceiveAsync(filled);
            }
        }
        else
        {
            // Chunked: the last chunk is empty.
            while (!buffer.AsSpan(0, filled).EndsWith("\r\n0\r\n\r\n"u8))
            {
                filled += await ReceiveAsync(filled);
            }
        }
        return int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture);
    }

    async Task<int> ReceiveAsync(int filled)
    {
        var received = await socket.ReceiveAsync(buffer.AsMemory(filled));
        return received > 0 ? received : throw new IOException("The gateway closed the connection.");
    }

    static string? HeaderOf(string head, string name)
    {
        var at = head.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : head[(at + name.Length)..].Split('\r')[0].Trim();
    }

    /// <inheritdoc />
    public void Dispose() => socket.Dispose();
}
