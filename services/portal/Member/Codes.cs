using System.Net;
using System.Text;
using QRCoder;

namespace Caisse.Portal.Member;

/// <summary>A code that a till reads, drawn so that it needs no style of its own.</summary>
static class Codes
{
    /// <summary>White around a code, in modules, without which tills do not find it.</summary>
    const int Margin = 4;

    internal static string Draw(string text, string title)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;
        // The library's own margin goes: ours is in the size of the picture.
        var path = new StringBuilder();
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < rows[row].Count; column++)
            {
                if (rows[row][column])
                {
                    path.Append('M').Append(column).Append(' ').Append(row).Append("h1v1h-1z");
                }
            }
        }
        var size = rows.Count + (2 * Margin);
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="{-Margin} {-Margin} {size} {size}" role="img"
                 aria-label="{WebUtility.HtmlEncode(title)}" shape-rendering="crispEdges"
                ><path fill="#fff" d="M{-Margin} {-Margin}h{size}v{size}h-{size}z"
                /><path fill="#000" d="{path}"/></svg>
            """;
    }
}
