namespace Caisse.Sortition.Commands;

/// <summary>Where the files of a draw are.</summary>
interface IDrawFolder
{
    /// <summary>A file; null where it is not there.</summary>
    byte[]? Read(string name);

    void Write(string name, byte[] content);

    void Delete(string name);
}

/// <summary>On a disk; made when something is written.</summary>
sealed class DiskFolder(string path) : IDrawFolder
{
    public byte[]? Read(string name) => File.Exists(At(name)) ? File.ReadAllBytes(At(name)) : null;

    public void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(path);
        File.WriteAllBytes(At(name), content);
    }

    public void Delete(string name)
    {
        if (Directory.Exists(path)) File.Delete(At(name));
    }

    string At(string name) => Path.Combine(path, name);
}

/// <summary>Nowhere but in memory.</summary>
sealed class MemoryFolder : IDrawFolder
{
    readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    internal IReadOnlyDictionary<string, byte[]> Files => _files;

    public byte[]? Read(string name) => _files.GetValueOrDefault(name);

    public void Write(string name, byte[] content) => _files[name] = content;

    public void Delete(string name) => _files.Remove(name);
}
