namespace Caisse.Wallet.Domain;

/// <summary>Names of kinds, which are constants of the code, as SQL writes them.</summary>
static class SqlText
{
    /// <summary>'payment'.</summary>
    internal static string Of(string name) => $"'{name}'";

    /// <summary>('payment', 'voucher').</summary>
    internal static string ListOf<T>(IEnumerable<T> kinds, Func<T, string> name) =>
        $"({string.Join(", ", kinds.Select(kind => Of(name(kind))))})";
}
