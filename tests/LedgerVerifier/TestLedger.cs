using System.Security.Cryptography;
using System.Text;

namespace Caisse.LedgerVerifier.Tests;

/// <summary>A small ledger with its exports, and the digests that are published of them.</summary>
sealed class TestLedger : IDisposable
{
    internal static readonly string Start = new('0', 64);

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ledger-verifier-");
    readonly Dictionary<Guid, (long Version, long Cents)> accounts = [];
    int position;

    internal static Guid Issuance { get; } = Id(1);

    internal static Guid Household { get; } = Id(2);

    internal static Guid Shop { get; } = Id(3);

    /// <summary>Two months: one of an allocation and payments, one of payments.</summary>
    internal (string[] First, string[] Second) Months()
    {
        string[] first =
        [
            Header("2026-01", Start),
            Line("allocation", "issuance", Issuance, "household", Household, 10_000),
            .. Enumerable.Range(1, 5).Select(Pay),
        ];
        return (first, [Header("2026-02", Digest(Start, first)), .. Enumerable.Range(6, 3).Select(Pay)]);
    }

    internal static string Header(string period, string previous) =>
        $"caisse-ledger-1;nantes;{period};{previous}";

    internal static string Digest(string previous, IEnumerable<string> lines) =>
        Convert.ToHexStringLower(lines.Aggregate(
            Convert.FromHexString(previous),
            (link, line) => SHA256.HashData([.. link, .. Encoding.UTF8.GetBytes(line + "\n")])));

    internal string Write(IEnumerable<string> lines) =>
        Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));

    internal string Write(byte[] content)
    {
        var file = Path.Combine(folder.FullName, $"{Guid.NewGuid():N}.txt");
        File.WriteAllBytes(file, content);
        return file;
    }

    internal static (int Code, string Said) Verify(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = Verification.Run(arguments, output, errors);
        return (code, output.ToString() + errors);
    }

    public void Dispose() => folder.Delete(recursive: true);

    string Pay(int number) => Line("payment", "household", Household, "point_of_sale", Shop, 100 + number);

    internal string Line(
        string kind, string debitKind, Guid debit, string creditKind, Guid credit, long cents)
    {
        var (left, reached) = (Move(debit, -cents), Move(credit, cents));
        var id = Id(1000 + ++position);
        return $"{position};{id};{kind};2026-01-05T10:00:00.000000Z;{cents};{debitKind};{debit};{left};"
            + $"{creditKind};{credit};{reached};{id}";
    }

    string Move(Guid account, long cents)
    {
        var (version, balance) = accounts.GetValueOrDefault(account);
        accounts[account] = (version + 1, balance + cents);
        return $"{version + 1};{balance + cents}";
    }

    static Guid Id(int number) => new($"01890000-0000-7000-8000-{number:d12}");
}
