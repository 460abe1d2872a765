namespace Caisse.Sortition.Solving;

/// <summary>A program was not solved in the digits that there are; another may.</summary>
sealed class UnsolvedException(string what) : Exception(what);
