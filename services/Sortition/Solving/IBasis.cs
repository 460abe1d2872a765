namespace Caisse.Sortition.Solving;

/// <summary>Solves systems of a basis, which changes one column at a time.</summary>
interface IBasis
{
    /// <summary>How often it was changed since it was computed from its columns.</summary>
    int ChangesSince { get; }

    /// <summary>Whether so much has changed that it is better computed from its columns again.</summary>
    bool IsWorn { get; }

    /// <summary>
    /// Computes it from its columns. Answers the positions whose columns depend on the others, each with a
    /// row whose logical column would make the basis regular; empty when all is well.
    /// </summary>
    List<(int Position, int Row)> Factor(SparseVector[] columns);

    /// <summary>Notes that the column at a position was replaced by one with these coordinates.</summary>
    void Replace(int position, double[] coordinates);

    /// <summary>Solves basis * answer = rows; rows is used up.</summary>
    void SolveColumns(double[] rows, double[] answer);

    /// <summary>Solves answer * basis = positions; positions is used up.</summary>
    void SolveRows(double[] positions, double[] answer);
}
