using System.Reflection;

namespace Caisse.ServiceDefaults;

/// <summary>
/// The name under which the inbox and the audit trail know a handler. It never changes, also when the class
/// is renamed: under another name, every message that was applied before would be applied again.
/// </summary>
/// <param name="name">Unique within a service.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ConsumerAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name => name;

    /// <summary>The name of a handler.</summary>
    /// <exception cref="InvalidOperationException">The class carries no name.</exception>
    public static string NameOf(Type handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return handler.GetCustomAttribute<ConsumerAttribute>()?.Name
            ?? throw new InvalidOperationException(
                $"{handler.Name} needs a [Consumer(\"...\")]: the inbox remembers it by that name.");
    }
}
