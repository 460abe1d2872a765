namespace Caisse.Servers;

/// <summary>
/// Whom PostgreSQL runs as. It refuses root, so root hands it to the package's user, or to nobody where there
/// is none.
/// </summary>
internal sealed record ServerAccount(string Name, int UserId, int GroupId)
{
    private const int ReadSearchCapability = 2;

    /// <summary>Null when we are not root: then the server runs as we do.</summary>
    public static ServerAccount? ForPostgres()
    {
        if (!Environment.IsPrivilegedProcess) return null;
        var account = File.ReadLines("/etc/passwd")
            .Select(line => line.Split(':'))
            .Where(fields => fields is ["postgres" or "nobody", _, _, _, ..])
            .MaxBy(fields => fields[0] == "postgres")
            ?? throw new StartRefusedException(
                "PostgreSQL refuses to run as root: start as another user, or create the user postgres.");
        return new ServerAccount(
            account[0], int.Parse(account[2], provider: null), int.Parse(account[3], provider: null));
    }

    public void TakeOver(string path)
    {
        if (NativeCalls.ChangeOwner(path, UserId, GroupId) != 0)
            throw new StartRefusedException(
                $"{path} cannot be given to the user {Name}: put the data on a local disk with --data.");
    }

    /// <summary>What setpriv is told to make a command run as this user.</summary>
    public IReadOnlyList<string> Privileges(string directory)
    {
        string[] become = [$"--reuid={UserId}", $"--regid={GroupId}", "--clear-groups"];
        if (IsReachable(directory)) return become;
        // The data lies below a folder that only root may enter, such as /root. The right to pass through is
        // all it gets; containers that lack that right usually have the wider one.
        var right = HasReadSearch() ? "dac_read_search" : "dac_override";
        return [.. become, $"--inh-caps=+{right}", $"--ambient-caps=+{right}"];
    }

    private static bool IsReachable(string directory)
    {
        for (var parent = Directory.GetParent(directory); parent is not null; parent = parent.Parent)
            if (!parent.UnixFileMode.HasFlag(UnixFileMode.OtherExecute)) return false;
        return true;
    }

    private static bool HasReadSearch()
    {
        const string Field = "CapEff:";
        var line = File.ReadLines("/proc/self/status")
            .First(line => line.StartsWith(Field, StringComparison.Ordinal));
        return ((Convert.ToInt64(line[Field.Length..].Trim(), 16) >> ReadSearchCapability) & 1) == 1;
    }
}
