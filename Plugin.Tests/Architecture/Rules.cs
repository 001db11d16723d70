using System.Reflection;

namespace NeuroAgents.Tests.Architecture;

/// <summary>The rules. Each method returns the violations in some types.</summary>
internal static class Rules
{
    /// <summary>Functions whose last bits differ between systems.</summary>
    private static readonly HashSet<string> s_transcendental =
    [
        "Sin", "Cos", "Tan", "SinCos", "Asin", "Acos", "Atan", "Atan2", "Sinh", "Cosh", "Tanh", "Asinh", "Acosh", "Atanh", "Exp", "Exp2", "Exp10", "ExpM1",
        "Pow", "Log", "Log2", "Log10", "LogP1", "Log2P1", "Cbrt", "RootN", "Hypot", "SinPi", "CosPi", "TanPi", "Sigmoid", "SoftMax", "MultiplyAddEstimate",
        "ReciprocalEstimate", "ReciprocalSqrtEstimate",
    ];

    /// <summary>Reductions of System.Numerics.Tensors and of vectors, whose bits depend on the vector width.</summary>
    private static readonly HashSet<string> s_reductions =
        ["Sum", "Dot", "Norm", "SumOfSquares", "SumOfMagnitudes", "Average", "StdDev", "Distance", "CosineSimilarity", "Product"];

    private static readonly HashSet<string> s_forbiddenTypes =
    [
        "System.Console", "System.IO.FileSystemWatcher", "System.Random", "System.Diagnostics.Stopwatch", "System.TimeProvider",
        "System.Threading.Timer", "System.Timers.Timer", "System.Security.Cryptography.RandomNumberGenerator",
    ];

    private static readonly HashSet<string> s_clocks =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now",
        "System.DateTimeOffset.get_UtcNow",
        "System.Environment.get_TickCount", "System.Environment.get_TickCount64", "System.Guid.NewGuid",
    ];

    /// <summary>Returns uses of one area by another that the table of arrows doesn't allow. An area is named by a namespace without <paramref name="root"/>: by the longest
    /// prefix that the table has, else by the first name.</summary>
    internal static IEnumerable<string> AgainstTheArrows(IEnumerable<Type> types, string root, IReadOnlyDictionary<string, string[]> arrows)
    {
        foreach (Reference reference in References.Of(types))
        {
            string? from = Area(reference.User, root, arrows), to = Area(References.Outermost(reference.Used), root, arrows);
            if (from is null || to is null || from == to)
            {
                continue;
            }

            if (!arrows.TryGetValue(from, out string[]? allowed))
            {
                yield return $"{from} has no arrows yet: add it to the table. {reference}";
            }
            else if (!allowed.Contains(to))
            {
                yield return $"{from} → {to}: {reference}";
            }
        }
    }

    /// <summary>Returns forbidden uses by types in a namespace.</summary>
    internal static IEnumerable<string> Uses(IEnumerable<Type> types, string from, Func<Type, bool> isForbidden)
        => References.Of(types.Where(type => IsWithin(References.Outermost(type), from)))
            .Where(reference => isForbidden(References.Outermost(reference.Used))).Select(reference => reference.ToString());

    /// <summary>Returns areas that depend on themselves through others in a table of arrows.</summary>
    internal static IEnumerable<string> Cycles(IReadOnlyDictionary<string, string[]> arrows)
    {
        return arrows.Keys.Where(area => Reaches(area, area, []));

        bool Reaches(string from, string wanted, HashSet<string> seen)
            => arrows.GetValueOrDefault(from, []).Any(next => next == wanted || (seen.Add(next) && Reaches(next, wanted, seen)));
    }

    /// <summary>Returns methods that contain one of the texts.</summary>
    internal static IEnumerable<string> Texts(IEnumerable<Type> types, IReadOnlySet<string> texts)
        => from type in types
           from method in type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
               .OfType<MethodBase>()
           from text in IlReader.Strings(method)
           where texts.Contains(text)
           select $"{type.FullName} ({method.Name}) names \"{text}\"";

    /// <summary>Returns uses of the console, file watching, unseeded randomness and wall clocks.</summary>
    internal static IEnumerable<string> OutsideWorld(IEnumerable<Type> types)
        => References.Of(types)
            .Where(reference => s_forbiddenTypes.Contains(reference.Used.FullName ?? "")
                || s_clocks.Contains($"{reference.Used.FullName}.{reference.Member?.Name}"))
            .Select(reference => reference.ToString());

    /// <summary>Returns uses of the platform's mathematics library, and of reductions whose bits depend on the vector width.</summary>
    internal static IEnumerable<string> UnstableMathematics(IEnumerable<Type> types)
        => References.Of(types)
            .Where(reference => reference.Member is MethodBase method && IsUnstable(reference.Used, method.Name))
            .Select(reference => reference.ToString());

    /// <summary>Returns the static fields that are assignable or hold a mutable object.</summary>
    internal static IEnumerable<string> StaticState(IEnumerable<Type> types, Func<Type, bool> isImmutable)
        => from type in types
           where !IsCompilerMade(type)
           from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           where !field.IsLiteral && (!field.IsInitOnly || !isImmutable(field.FieldType)) && !IsCompilerMadeField(field)
           select $"{type.FullName}.{field.Name}: {field.FieldType.Name}{(field.IsInitOnly ? "" : ", not readonly")}";

    internal static bool IsWithin(Type type, string space) => type.Namespace is { } own
        && (own == space || own.StartsWith(space + ".", StringComparison.Ordinal));

    private static string? Area(Type type, string root, IReadOnlyDictionary<string, string[]> arrows)
    {
        if (type.Namespace is not { } space || !space.StartsWith(root + ".", StringComparison.Ordinal))
        {
            return null;
        }

        string area = space[(root.Length + 1)..];
        while (!arrows.ContainsKey(area) && area.Contains('.', StringComparison.Ordinal))
        {
            area = area[..area.LastIndexOf('.')];
        }

        return area;
    }

    private static bool IsUnstable(Type type, string name)
    {
        bool isTensors = type.FullName == "System.Numerics.Tensors.TensorPrimitives",
            isVector = type is { Namespace: "System.Numerics" or "System.Runtime.Intrinsics" };
        bool isScalar = type.FullName is "System.Math" or "System.MathF" or "System.Single" or "System.Double" or "System.Half";
        return ((isTensors || isVector || isScalar) && s_transcendental.Contains(name)) || ((isTensors || isVector) && s_reductions.Contains(name));
    }

    /// <summary>Whether the compiler made the type, for closures or switch tables, which it fills once with constant values.</summary>
    private static bool IsCompilerMade(Type type) => type.Name.Contains('<', StringComparison.Ordinal)
        || (type.DeclaringType is { } outer && IsCompilerMade(outer));

    /// <summary>Whether the compiler made the field, as a cached delegate. The field of a property does not count.</summary>
    private static bool IsCompilerMadeField(FieldInfo field) => field.Name.Contains('<', StringComparison.Ordinal)
        && !field.Name.EndsWith("k__BackingField", StringComparison.Ordinal);
}
