using Caisse.Contracts;

namespace Caisse.Membership.Domain;

/// <summary>What is wrong in a file, and where.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column's name, or null when it is the line as a whole.</param>
/// <param name="Message">What is wrong, in English.</param>
sealed record LineError(int Line, string? Column, string Message);

/// <summary>A person of an imported household, and the line that says so.</summary>
sealed record ImportedPerson(int Line, Person Person);

/// <summary>A household as a file has it.</summary>
/// <param name="Line">Its first line.</param>
/// <param name="Reference">What the maker of the file calls it; no other household has it.</param>
/// <param name="Home">Where it lives, how to reach it, from when on it is in the fund.</param>
/// <param name="People">Those whose lines are good.</param>
sealed record ImportedHousehold(int Line, string Reference, Home Home, List<ImportedPerson> People);

/// <summary>What the first line of a household says of it.</summary>
sealed record Home(
    IReadOnlyDictionary<string, string> Cells, Address Address, Contact Contact, string? IncomeBracket,
    Consent? Consent, Period FromPeriod);
