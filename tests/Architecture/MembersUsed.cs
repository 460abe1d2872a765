using System.Reflection;
using System.Reflection.Emit;

namespace Caisse.Architecture.Tests;

/// <summary>
/// The types that a type's compiled code uses, read from its signatures and its instructions.
/// </summary>
static class MembersUsed
{
    const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    const byte TwoByteOpCode = 0xfe;

    static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    internal static IEnumerable<Type> By(Type type) => InSignatures(type)
        .Concat(Bodies(type).SelectMany(InBody)).SelectMany(Parts);

    static IEnumerable<Type?> InSignatures(Type type) =>
    [
        type.BaseType,
        .. type.GetInterfaces(),
        .. type.GetFields(Own).Select(field => field.FieldType),
        .. Bodies(type).SelectMany(body => body.GetParameters()).Select(parameter => parameter.ParameterType),
        .. type.GetMethods(Own).Select(method => method.ReturnType),
    ];

    static IEnumerable<MethodBase> Bodies(Type type) =>
        type.GetMethods(Own).Concat<MethodBase>(type.GetConstructors(Own));

    static IEnumerable<Type?> InBody(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body || body.GetILAsByteArray() is not { } code)
        {
            return [];
        }
        var typeArguments = method.DeclaringType!.GetGenericArguments();
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        return body.LocalVariables.Select(local => local.LocalType).Concat(
            Tokens(code).Select(token => method.Module.ResolveMember(token, typeArguments, methodArguments))
                .SelectMany(Types));
    }

    static IEnumerable<Type?> Types(MemberInfo? member) => member switch
    {
        Type type => [type],
        MethodInfo { IsGenericMethod: true } method =>
            [method.DeclaringType, .. method.GetGenericArguments()],
        { } other => [other.DeclaringType],
        null => [],
    };

    /// <summary>The types, fields and methods that instructions name.</summary>
    static IEnumerable<int> Tokens(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            var isLong = code[at] == TwoByteOpCode;
            var value = isLong ? unchecked((short)((code[at] << 8) | code[at + 1])) : code[at];
            var instruction = OpCodesByValue[value];
            at += isLong ? 2 : 1;
            if (instruction.OperandType is OperandType.InlineMethod or OperandType.InlineField
                or OperandType.InlineType or OperandType.InlineTok)
            {
                yield return BitConverter.ToInt32(code, at);
            }
            at += OperandBytes(instruction.OperandType, code, at);
        }
    }

    static int OperandBytes(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };

    /// <summary>List of T is List and T; an array is what is in it.</summary>
    static IEnumerable<Type> Parts(Type? type) => type switch
    {
        null => [],
        { HasElementType: true } => Parts(type.GetElementType()),
        { IsGenericType: true } => type.GetGenericArguments().SelectMany(Parts).Append(type),
        _ => [type],
    };
}
