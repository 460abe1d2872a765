namespace Caisse.Sortition.Solving;

/// <summary>
/// A number of about 32 digits: the unevaluated sum of two doubles. Uses fused multiplication where a product
/// is to be split without error; that is one exactly rounded operation with the same result on every machine.
/// </summary>
readonly record struct Wide(double High, double Low)
{
    internal static Wide Zero => default;

    public static implicit operator Wide(double value) => new(value, 0);

    public static explicit operator double(Wide value) => value.High + value.Low;

    public static Wide operator -(Wide one) => new(-one.High, -one.Low);

    public static Wide operator +(Wide one, Wide other)
    {
        var high = Sum(one.High, other.High);
        var low = Sum(one.Low, other.Low);
        var first = QuickSum(high.High, high.Low + low.High);
        return QuickSum(first.High, first.Low + low.Low);
    }

    public static Wide operator -(Wide one, Wide other) => one + -other;

    public static Wide operator *(Wide one, Wide other)
    {
        var high = one.High * other.High;
        var error = Math.FusedMultiplyAdd(one.High, other.High, -high);
        return QuickSum(high, error + ((one.High * other.Low) + (one.Low * other.High)));
    }

    public static Wide operator /(Wide one, Wide other)
    {
        var first = one.High / other.High;
        var rest = one - (other * first);
        var second = rest.High / other.High;
        rest -= other * second;
        return QuickSum(first, second) + (rest.High / other.High);
    }

    public static bool operator <(Wide one, Wide other) =>
        one.High < other.High || (one.High == other.High && one.Low < other.Low);

    public static bool operator >(Wide one, Wide other) => other < one;

    static Wide Sum(double one, double other)
    {
        var sum = one + other;
        var part = sum - one;
        return new Wide(sum, (one - (sum - part)) + (other - part));
    }

    static Wide QuickSum(double larger, double smaller)
    {
        var sum = larger + smaller;
        return new Wide(sum, smaller - (sum - larger));
    }
}
