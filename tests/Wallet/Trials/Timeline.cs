namespace Caisse.Wallet.Tests.Trials;

/// <summary>What each wallet, payment and statement showed after each decision of the order.</summary>
sealed class Timeline
{
    readonly Dictionary<(string Kind, Guid Id), List<(int Index, string Value)>> values = [];
    readonly Dictionary<Guid, List<(int Index, long Version, long BalanceCents)>> entries = [];

    internal void Note(string kind, Guid id, int index, string value) =>
        At(values, (kind, id)).Add((index, value));

    internal void NoteEntry(Guid household, int index, long version, long balanceCents) =>
        At(entries, household).Add((index, version, balanceCents));

    /// <summary>What a read would have been answered after so many decisions; null: "not found".</summary>
    internal string? ValueAt(Ask read, int index) => read switch
    {
        ReadWalletAsk wallet => Last("wallet", wallet.Household, index),
        ReadPaymentAsk payment => Last("payment", payment.PaymentId, index),
        ReadEntriesAsk statement => Answered.OfEntries(
            At(entries, statement.Household)
                .Where(entry => entry.Index <= index)
                .Select(entry => (entry.Version, entry.BalanceCents))),
        _ => throw new ArgumentException($"{read} reads nothing.", nameof(read)),
    };

    string? Last(string kind, Guid id, int index) =>
        values.GetValueOrDefault((kind, id))?.LastOrDefault(value => value.Index <= index).Value;

    static List<TItem> At<TKey, TItem>(Dictionary<TKey, List<TItem>> lists, TKey key) where TKey : notnull =>
        lists.TryGetValue(key, out var list) ? list : lists[key] = [];
}
