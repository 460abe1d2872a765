using Caisse.Portal.Showing;

namespace Caisse.Portal.Member;

/// <summary>Amounts of a statement: a sign says which way they went, never a colour alone.</summary>
static class MovementWords
{
    internal static string Signed(long cents) =>
        $"{(cents < 0 ? "\u2212" : "+")}\u00a0{Numbers.Mona(Math.Abs(cents))}";
}
