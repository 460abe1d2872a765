using System.Text;

namespace Caisse.Sortition.Pools;

/// <summary>
/// The text of a file that a spreadsheet saved: UTF-8, with or without a mark. What is not UTF-8 is refused
/// rather than read with wrong letters.
/// </summary>
public static class TextOfFile
{
    const string Advice =
        "Save it again as UTF-8: in Excel choose \"CSV UTF-8 (comma delimited)\", in LibreOffice tick \"Edit "
        + "filter settings\" and choose the character set \"Unicode (UTF-8)\".";

    static readonly UTF8Encoding Strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text, or what is wrong and what to do about it.</summary>
    /// <param name="bytes">Of the file.</param>
    /// <param name="name">What errors call it.</param>
    public static (string Text, InputError? Error) Read(byte[] bytes, string name)
    {
        if (bytes is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..])
            return ("", new InputError(name, 0, "", $"It is saved as UTF-16. {Advice}"));
        try
        {
            return (Strict.GetString(bytes).TrimStart('\uFEFF'), null);
        }
        catch (DecoderFallbackException bad)
        {
            var line = 1 + bytes.Take(bad.Index).Count(one => one == '\n');
            return ("", new InputError(
                name, line, "",
                $"A letter is not UTF-8: the file is saved as Latin-1 or Windows-1252. {Advice}"));
        }
    }
}
