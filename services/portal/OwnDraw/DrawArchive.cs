using System.IO.Compression;

namespace Caisse.Portal.OwnDraw;

/// <summary>All files of a visitor's draw in one, to take home and to bring back.</summary>
static class DrawArchive
{
    internal const string Name = "tirage.zip";

    /// <summary>A folder of a draw has ten files; each may be as large as a form, unpacked.</summary>
    const int MostEntries = 20;
    const long LargestEntryBytes = 16 * 1024 * 1024;

    /// <summary>The files of an archive that was packed here; null when it is none.</summary>
    internal static async Task<IReadOnlyDictionary<string, byte[]>?> UnpackAsync(
        Stream archive, CancellationToken cancel)
    {
        try
        {
            using var memory = new MemoryStream();
            await archive.CopyToAsync(memory, cancel);
            using var zip = new ZipArchive(memory, ZipArchiveMode.Read);
            var files = new Dictionary<string, byte[]>();
            foreach (var entry in zip.Entries.Take(MostEntries)
                .Where(entry => entry.Length <= LargestEntryBytes))
            {
                await using var content = entry.Open();
                files[entry.Name] = await ReadAsync(content, cancel);
            }
            return files;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>What an archive says of its length is not believed.</summary>
    static async Task<byte[]> ReadAsync(Stream content, CancellationToken cancel)
    {
        using var memory = new MemoryStream();
        var part = new byte[81_920];
        for (int read; (read = await content.ReadAsync(part, cancel)) > 0;)
        {
            if (memory.Length + read > LargestEntryBytes)
            {
                throw new InvalidDataException("A file is larger than it says.");
            }
            memory.Write(part, 0, read);
        }
        return memory.ToArray();
    }

    internal static byte[] Pack(IReadOnlyDictionary<string, byte[]> files)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }
        return memory.ToArray();
    }
}
