namespace Caisse.MerchantNetwork;

/// <summary>Which of two forms of an answer a caller asks for.</summary>
static class AcceptHeader
{
    const string Json = "application/json";

    /// <summary>Whether the caller names a media type, and ranks it at least as high as JSON.</summary>
    internal static bool Prefers(HttpRequest request, string mediaType)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return QualityOf(mediaType) is > 0 and var quality && quality >= QualityOf(Json);

        double QualityOf(string wanted) => accepted
            .Where(range => range.MediaType.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            .Select(range => range.Quality ?? 1)
            .FirstOrDefault();
    }
}
