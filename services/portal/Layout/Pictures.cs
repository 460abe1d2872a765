using Microsoft.AspNetCore.Components;

namespace Caisse.Portal.Layout;

/// <summary>
/// The paper cut-outs and icons, written into pages so that they take the colours of the page and its awning.
/// </summary>
static class Pictures
{
    const string Folder = "pictures/";

    static readonly Dictionary<string, MarkupString> All = typeof(Pictures).Assembly
        .GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .ToDictionary(name => Path.GetFileNameWithoutExtension(name[Folder.Length..]), Read);

    internal static MarkupString Of(string name) => All[name];

    static MarkupString Read(string resource)
    {
        using var reader = new StreamReader(typeof(Pictures).Assembly.GetManifestResourceStream(resource)!);
        return new MarkupString(reader.ReadToEnd().Trim());
    }
}
