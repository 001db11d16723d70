namespace NeuroAgents.Serialization;

/// <summary>
/// A table of the element types: enum value, code in the file, bytes per element and C# type. A new type needs an entry in both lists here and in <see cref="TensorType"/>.
/// </summary>
internal static class TensorTypes
{
    private static readonly (TensorType Type, string Code, int Size, Type Element)[] s_all =
    [
        (TensorType.U64, "U64", sizeof(ulong), typeof(ulong)),
        (TensorType.I64, "I64", sizeof(long), typeof(long)),
        (TensorType.F32, "F32", sizeof(float), typeof(float)),
        (TensorType.I32, "I32", sizeof(int), typeof(int)),
        (TensorType.U8, "U8", sizeof(byte), typeof(byte)),
    ];

    public static ReadOnlySpan<TensorType> All => [TensorType.U64, TensorType.I64, TensorType.F32, TensorType.I32, TensorType.U8];

    public static string Known => string.Join(", ", s_all.Select(row => row.Code));

    public static string Code(TensorType type) => s_all[(int)type].Code;

    public static int Size(TensorType type) => s_all[(int)type].Size;

    public static TensorType Of<T>() where T : unmanaged
    {
        foreach (var row in s_all)
        {
            if (row.Element == typeof(T))
            {
                return row.Type;
            }
        }

        throw new NotSupportedException(
            $"T: expected an element type of {string.Join(", ", s_all.Select(row => row.Element.Name))}, received {typeof(T).Name}.");
    }
}
