using System.Runtime.InteropServices;

namespace Caisse.Servers;

/// <summary>The few system calls that .NET has no method for.</summary>
internal static partial class NativeCalls
{
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "getppid")]
    internal static partial int ParentProcessId();

    [LibraryImport(
        "libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ChangeOwner(string path, int userId, int groupId);
}
