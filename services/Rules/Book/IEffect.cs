using Caisse.ServiceDefaults;

namespace Caisse.Rules;

/// <summary>What one effect of a decision says.</summary>
public interface IEffect
{
    /// <summary>
    /// Names what is wrong with it beyond the limits that its parameters carry: what two of them say
    /// together, what stands in its lists.
    /// </summary>
    /// <param name="check">Where it is noted.</param>
    /// <param name="at">Where the effect is in the request.</param>
    void CheckInto(Check check, string at)
    {
    }

    /// <summary>How one person would tell it to another, the most important first.</summary>
    IEnumerable<Sentence> InWords();
}

/// <summary>
/// A kind of effect that a decision may have. Its record is its shape in JSON and in the API description; the
/// attributes of its parameters are its limits in both. Kinds are found by this interface: a new one is one
/// file and is listed nowhere.
/// </summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
public interface IEffect<TSelf> : IEffect where TSelf : class, IEffect<TSelf>
{
    /// <summary>Its name in JSON and in the register of decisions. It never changes.</summary>
    static abstract string Kind { get; }

    /// <summary>Name of the service that applies it.</summary>
    static abstract string Owner { get; }

    /// <summary>What it is about, as a heading.</summary>
    static abstract Sentence Title { get; }

    /// <summary>One that may be proposed as it is: shown in the API description.</summary>
    static abstract TSelf Example { get; }

    /// <summary>Whether a caisse may be founded with it.</summary>
    static virtual bool MayFound => true;
}

/// <summary>
/// A rule of a caisse: in force from a day on, until a later decision sets another. Its owner keeps it in
/// <c>rule_in_force</c> and reads it as of a day by <see cref="RuleBook"/>.
/// </summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
public interface IRule<TSelf> : IEffect<TSelf> where TSelf : class, IRule<TSelf>;
