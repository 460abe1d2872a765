using Caisse.Contracts;

namespace Caisse.ServiceDefaults;

/// <summary>The names under which events wait in the outbox: "Wallet.PaymentCaptured".</summary>
public static class EventNames
{
    static readonly Dictionary<string, Type> Types = typeof(IEvent).Assembly.GetExportedTypes()
        .Where(type => type.IsAssignableTo(typeof(IEvent)) && type is { IsAbstract: false })
        .ToDictionary(Of);

    /// <summary>All events of the contracts.</summary>
    public static IReadOnlyCollection<Type> All => Types.Values;

    /// <summary>Names of the events that are kept once they are published.</summary>
    public static IReadOnlyList<string> Archived { get; } =
    [
        .. Types.Where(entry => !entry.Value.IsDefined(typeof(NotArchivedAttribute), inherit: false))
            .Select(entry => entry.Key).Order(StringComparer.Ordinal),
    ];

    /// <summary>The name of an event.</summary>
    public static string Of(Type contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return contract.FullName!["Caisse.Contracts.".Length..];
    }

    /// <summary>The event with a name.</summary>
    /// <exception cref="KeyNotFoundException">No contract has that name.</exception>
    public static Type Find(string name) => Types[name];
}
