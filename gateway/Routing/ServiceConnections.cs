using Yarp.ReverseProxy.Forwarder;

namespace Caisse.Gateway.Routing;

/// <summary>How the gateway connects to services.</summary>
sealed class ServiceConnections : ForwarderHttpClientFactory
{
    const int LargestPoolPerService = 512;

    static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.ConnectTimeout = ConnectTimeout;
        handler.MaxConnectionsPerServer = LargestPoolPerService;
    }

    protected override HttpMessageHandler WrapHandler(
        ForwarderHttpClientContext context, HttpMessageHandler handler) =>
        new NeverRepeat { InnerHandler = base.WrapHandler(context, handler) };

    /// <summary>
    /// The HTTP client sends a request again by itself when a kept connection turns out to be closed, unless
    /// the request has a body. A POST without one might have been carried out, so it is given an empty body:
    /// whether to repeat it is the caller's choice.
    /// </summary>
    sealed class NeverRepeat : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var isSafe = request.Method == HttpMethod.Get || request.Method == HttpMethod.Head
                || request.Method == HttpMethod.Options;
            if (!isSafe)
            {
                request.Content ??= new ByteArrayContent([]);
            }
            return base.SendAsync(request, cancellationToken);
        }
    }
}
