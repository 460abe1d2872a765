using System.Numerics;

namespace Caisse.Sortition.Tests.Exact;

/// <summary>A fraction in lowest terms: nothing is ever rounded.</summary>
readonly record struct Rational : IComparable<Rational>
{
    internal Rational(BigInteger numerator, BigInteger denominator)
    {
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        Numerator = numerator / divisor;
        Denominator = denominator / divisor;
    }

    internal static Rational Zero => 0;

    internal BigInteger Numerator { get; }

    internal BigInteger Denominator { get; }

    public static implicit operator Rational(int value) => new(value, 1);

    public static explicit operator double(Rational value) => (double)value.Numerator / (double)value.Denominator;

    public static Rational operator +(Rational one, Rational other) => new(
        (one.Numerator * other.Denominator) + (other.Numerator * one.Denominator),
        one.Denominator * other.Denominator);

    public static Rational operator -(Rational one) => new(-one.Numerator, one.Denominator);

    public static Rational operator -(Rational one, Rational other) => one + -other;

    public static Rational operator *(Rational one, Rational other) =>
        new(one.Numerator * other.Numerator, one.Denominator * other.Denominator);

    public static Rational operator /(Rational one, Rational other) =>
        new(one.Numerator * other.Denominator, one.Denominator * other.Numerator);

    public static bool operator <(Rational one, Rational other) => one.CompareTo(other) < 0;

    public static bool operator >(Rational one, Rational other) => one.CompareTo(other) > 0;

    public int CompareTo(Rational other) =>
        (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);
}
