namespace Caisse.Sortition.Pools;

/// <summary>How many persons with one feature a panel holds.</summary>
/// <param name="Category">For instance "age".</param>
/// <param name="Feature">For instance "25-39".</param>
/// <param name="Min">No fewer than these.</param>
/// <param name="Max">No more than these.</param>
/// <param name="LowestMin">How low a relaxation may set the minimum.</param>
/// <param name="HighestMax">How high a relaxation may set the maximum.</param>
public sealed record Quota(
    string Category, string Feature, int Min, int Max, int LowestMin = 0, int HighestMax = int.MaxValue)
{
    /// <summary>"age 25-39".</summary>
    public string Name => $"{Category} {Feature}";
}

/// <summary>Somebody who may be drawn.</summary>
/// <param name="Id">Opaque.</param>
/// <param name="Features">One per category, in the order of <see cref="Pool.Categories"/>.</param>
/// <param name="Household">Persons with the same key live together; null when nobody else does.</param>
public sealed record Person(string Id, IReadOnlyList<string> Features, string? Household = null);

/// <summary>Who may be drawn, and what a panel must look like.</summary>
/// <param name="Categories">In the order in which persons list their features.</param>
/// <param name="Quotas">One per feature.</param>
/// <param name="Persons">In any order.</param>
public sealed record Pool(
    IReadOnlyList<string> Categories, IReadOnlyList<Quota> Quotas, IReadOnlyList<Person> Persons)
{
    /// <summary>More than any campaign has had; a bound on what a file may ask for.</summary>
    public const int MostPersons = 20_000;

    /// <summary>More than a person can be asked about.</summary>
    public const int MostCategories = 40;

    /// <summary>Over all categories.</summary>
    public const int MostFeatures = 1_000;
}

/// <summary>What is wrong with what was asked, and where.</summary>
/// <param name="Source">The file, or the argument.</param>
/// <param name="Line">From 1, the heading included; 0 when it is about the whole.</param>
/// <param name="Column">Its heading; empty when it is about the whole line.</param>
/// <param name="What">In a sentence.</param>
public sealed record InputError(string Source, int Line, string Column, string What)
{
    /// <summary>"respondents.csv, line 7, column age: ..."</summary>
    public override string ToString() =>
        Source + (Line > 0 ? $", line {Line}" : "") + (Column.Length > 0 ? $", column {Column}" : "")
        + $": {What}";
}
