using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Caisse.Servers;

/// <summary>Free ports for our own servers.</summary>
public static class LoopbackPort
{
    // Below Linux's ephemeral range, from which outgoing connections take theirs: a port chosen here is still
    // free when its server starts, and when it is started again.
    private const int FirstPort = 20_000;
    private const int EndPort = 32_000;
    private const int AttemptsAtMost = 1_000;

    private static readonly HashSet<int> given = [];

    /// <summary>A port that nothing listens on, given once per process.</summary>
    public static int Free()
    {
        for (var attempt = 0; attempt < AttemptsAtMost; attempt++)
        {
            // Two programs that ask at the same time must not be given the same sequence.
            var port = Random.Shared.Next(FirstPort, EndPort);
            lock (given)
            {
                if (!given.Contains(port) && IsFree(port, IPAddress.Any) && given.Add(port)) return port;
            }
        }
        throw new StartRefusedException(
            $"No port between {FirstPort} and {EndPort} is free: stop programs that listen there.");
    }

    /// <summary>Whether a server could listen there now.</summary>
    public static bool IsFree(int port, IPAddress address)
    {
        var listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners();
        if (listeners.Any(listener => listener.Port == port)) return false;
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
