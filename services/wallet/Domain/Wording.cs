namespace Caisse.Wallet.Domain;

/// <summary>The same words in the two languages of the platform.</summary>
readonly record struct Wording(string English, string French)
{
    internal static readonly Wording Nothing = new("", "");

    /// <summary>Words that are the same in both.</summary>
    public static implicit operator Wording(string words) => new(words, words);

    public static Wording operator +(Wording first, Wording second) =>
        new(first.English + second.English, first.French + second.French);

    /// <summary>An amount: "12.50", in French "12,50".</summary>
    internal static Wording Of(long cents) => new(Cents.Text(cents), Cents.FrenchText(cents));
}
