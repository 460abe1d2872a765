using System.Reflection;
using System.Reflection.Emit;
using Caisse.Sortition.Verifying;

namespace Caisse.Sortition.Tests;

/// <summary>Whoever verifies a draw runs nothing of what draws: a fault there could hide here.</summary>
public sealed class VerifierCallGraphTests
{
    const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.Instance | BindingFlags.Static;

    static readonly Assembly Lottery = typeof(Verification).Assembly;

    static readonly string[] Engine =
        ["Caisse.Sortition.Solving", "Caisse.Sortition.Drawing", "Caisse.Sortition.Relaxing", "Caisse.Sortition.Proving"];

    static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    [Fact]
    public void Nothing_that_draws_is_called_from_what_verifies()
    {
        var reached = ReachedFrom(typeof(Verification), nameof(Verification.Check));

        Assert.InRange(reached.Count, 100, int.MaxValue);
        Assert.Contains(reached, method => method.DeclaringType!.Name == "HeaviestPanel");
        Assert.Empty(reached.Where(IsOfEngine).Select(method => $"{method.DeclaringType}.{method.Name}").Distinct());
    }

    /// <summary>That the walk would find it.</summary>
    [Fact]
    public void What_draws_is_found_where_it_is_called() => Assert.Contains(
        ReachedFrom(typeof(PanelDraw), nameof(PanelDraw.Compute)),
        method => method.DeclaringType!.FullName == "Caisse.Sortition.Solving.LinearProgram");

    static bool IsOfEngine(MethodBase method) => Engine.Contains(method.DeclaringType!.Namespace);

    /// <summary>Every method of the lottery that can be called from there, lambdas and overrides included.</summary>
    static HashSet<MethodBase> ReachedFrom(Type type, string name)
    {
        var reached = new HashSet<MethodBase>();
        var waiting = new Stack<MethodBase>(type.GetMethods(Declared).Where(method => method.Name == name));
        while (waiting.TryPop(out var method))
        {
            if (!reached.Add(method)) continue;
            foreach (var called in CalledBy(method).Where(called => called.DeclaringType?.Assembly == Lottery))
            {
                waiting.Push(called);
                if (called.IsVirtual) foreach (var one in Overriding(called)) waiting.Push(one);
                // Lambdas and iterators are classes that the compiler made: whoever makes one may call it.
                if (called.IsConstructor && called.DeclaringType!.Name.Contains('<', StringComparison.Ordinal))
                    foreach (var one in MethodsOf(called.DeclaringType)) waiting.Push(one);
            }
        }
        return reached;
    }

    static IEnumerable<MethodBase> Overriding(MethodBase called) => Lottery.GetTypes()
        .Where(type => type != called.DeclaringType && called.DeclaringType!.IsAssignableFrom(type))
        .SelectMany(MethodsOf).Where(method => method.Name == called.Name);

    static IEnumerable<MethodBase> MethodsOf(Type type) =>
        [.. type.GetMethods(Declared), .. type.GetConstructors(Declared)];

    static IEnumerable<MethodBase> CalledBy(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code) yield break;
        var ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xFE ? (short)(0xFE00 | code[at + 1]) : code[at];
            var operation = OpCodesByValue[value];
            at += operation.Size;
            if (operation.OperandType is OperandType.InlineMethod or OperandType.InlineTok
                && method.Module.ResolveMember(BitConverter.ToInt32(code, at), ofType, ofMethod) is MethodBase called)
                yield return Definition(called);
            at += SizeOf(operation.OperandType, code, at);
        }
    }

    /// <summary>The method as it is written, whatever its types are filled with.</summary>
    static MethodBase Definition(MethodBase called) =>
        called is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericMethodDefinition() : called;

    static int SizeOf(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };
}
