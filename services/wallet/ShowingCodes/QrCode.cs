using System.Text;
using QRCoder;

namespace Caisse.Wallet.ShowingCodes;

/// <summary>Draws a code, for those who ask for an image.</summary>
static class QrCode
{
    internal const string Svg = "image/svg+xml";

    const int PixelsPerModule = 8;

    /// <summary>The code as an image where the caller accepts one, otherwise the answer as it is.</summary>
    internal static IResult AnswerAs(HttpRequest request, string code, IResult answer)
    {
        // Whoever sees the answer can pay or is paid with it: no cache keeps it.
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return request.GetTypedHeaders().Accept.Any(type => type.MediaType == Svg)
            ? Results.Text(Draw(code), Svg, Encoding.UTF8)
            : answer;
    }

    static string Draw(string text)
    {
        // Level M reads with an eighth of the modules hidden by a thumb or a scratched screen.
        using var modules = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var drawing = new SvgQRCode(modules);
        return drawing.GetGraphic(PixelsPerModule);
    }
}
