using System.Text;
using QRCoder;

namespace Caisse.Browser.Tests.Market;

/// <summary>A film of a code that somebody holds before a camera, in the one format that Chromium plays as one.</summary>
static class CodeVideo
{
    const int Width = 640;
    const int Height = 480;
    const int PixelsPerModule = 9;
    const int Frames = 3;
    const byte White = 235;
    const byte Black = 16;
    const byte NoColour = 128;

    /// <summary>Writes the film (YUV4MPEG2) and answers where it is.</summary>
    internal static async Task<string> WriteAsync(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var picture = Draw(code.ModuleMatrix.Select(row => row.Cast<bool>().ToArray()).ToArray());
        var path = Path.Combine(Path.GetTempPath(), $"caisse-camera-{Guid.NewGuid():N}.y4m");
        await using var file = File.Create(path);
        await file.WriteAsync(Encoding.ASCII.GetBytes($"YUV4MPEG2 W{Width} H{Height} F10:1 Ip A1:1 C420jpeg\n"));
        for (var frame = 0; frame < Frames; frame++)
        {
            await file.WriteAsync(Encoding.ASCII.GetBytes("FRAME\n"));
            await file.WriteAsync(picture);
        }
        return path;
    }

    static byte[] Draw(bool[][] modules)
    {
        var picture = new byte[Width * Height * 3 / 2];
        Array.Fill(picture, White, 0, Width * Height);
        Array.Fill(picture, NoColour, Width * Height, Width * Height / 2);
        var (left, top) = ((Width - (modules.Length * PixelsPerModule)) / 2, (Height - (modules.Length * PixelsPerModule)) / 2);
        for (var y = 0; y < modules.Length * PixelsPerModule; y++)
        {
            for (var x = 0; x < modules.Length * PixelsPerModule; x++)
            {
                if (modules[y / PixelsPerModule][x / PixelsPerModule])
                {
                    picture[((top + y) * Width) + left + x] = Black;
                }
            }
        }
        return picture;
    }
}
