using System.Reflection;
using System.Reflection.Emit;

namespace NeuroAgents.Tests.Architecture;

/// <summary>The members and texts in a method's body, read from its instructions.</summary>
internal static class IlReader
{
    private static readonly Dictionary<short, OpCode> s_codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    internal static IEnumerable<MemberInfo> Members(MethodBase method)
    {
        Type[]? typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        Type[]? methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        foreach ((OperandType operand, int token) in Tokens(method))
        {
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                yield return method.Module.ResolveMember(token, typeArguments, methodArguments)!;
            }
        }
    }

    internal static IEnumerable<string> Strings(MethodBase method)
        => Tokens(method).Where(each => each.Operand == OperandType.InlineString).Select(each => method.Module.ResolveString(each.Token));

    /// <summary>The operands of four bytes, including tokens.</summary>
    private static IEnumerable<(OperandType Operand, int Token)> Tokens(MethodBase method)
    {
        byte[] il = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (int at = 0; at < il.Length;)
        {
            short value = il[at] == 0xFE ? (short)(0xFE00 | il[at + 1]) : il[at];
            OpCode code = s_codes[value];
            at += code.Size;
            int size = OperandSize(code.OperandType, il, at);
            if (size == 4)
            {
                yield return (code.OperandType, BitConverter.ToInt32(il, at));
            }

            at += size;
        }
    }

    private static int OperandSize(OperandType operand, byte[] il, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, at),
        _ => 4,
    };
}
