using NeuroAgents.Tests.Architecture.Fixtures.Lower;

// Code that breaks each rule, for DependencySelfTests. It never runs.
namespace NeuroAgents.Tests.Architecture.Fixtures.Lower
{
    internal class Thing
    {
        internal static int Count => 1;

        internal int Value { get; set; }
    }

    [AttributeUsage(AttributeTargets.All)]
    internal sealed class MarkAttribute(Type type) : Attribute
    {
        internal Type Type { get; } = type;
    }
}

namespace NeuroAgents.Tests.Architecture.Fixtures.Upper
{
    internal static class InABody
    {
        internal static int Use() => Thing.Count;
    }

    internal static class InALambda
    {
        internal static Func<int> Use() => () => new Thing().Value;
    }

    internal static class InAnIterator
    {
        internal static IEnumerable<int> Use()
        {
            yield return 1;
            yield return Thing.Count;
        }
    }

    internal static class InATypeArgument
    {
        internal static object Use() => new List<Dictionary<int, Thing[]>>();
    }

    internal static class InAMethodArgument
    {
        internal static object Use() => Array.Empty<Thing>();
    }

    internal static class InALocal
    {
        internal static bool Use(object value)
        {
            Thing? thing = value as Thing;
            return thing is not null;
        }
    }

    internal sealed class AsABase : Thing;

    internal abstract class InASignature
    {
        internal abstract void Use(Thing[] things);
    }

    internal sealed class InAField
    {
        internal Func<Thing>? Make { get; set; }
    }

    internal sealed class InAConstraint<T>
        where T : Thing;

    [Mark(typeof(Thing))]
    internal sealed class InAnAttribute;

    internal static class InATypeOf
    {
        internal static string Use() => typeof(Thing).Name;
    }

    internal static class Innocent
    {
        internal static int Use() => 1;
    }
}

namespace NeuroAgents.Tests.Architecture.Fixtures.World
{
    internal static class Speaks
    {
        internal static void Use() => Console.WriteLine("here");
    }

    internal static class Guesses
    {
        internal static int Use() => new Random().Next();
    }

    internal static class Looks
    {
        internal static DateTime Use() => DateTime.UtcNow;
    }

    internal static class Measures
    {
        internal static long Use() => System.Diagnostics.Stopwatch.GetTimestamp();
    }

    internal static class Watches
    {
        internal static object Use() => new FileSystemWatcher();
    }

    internal static class Innocent
    {
        internal static DateTime Use() => new DateTime(2000, 1, 1).AddDays(1);
    }
}

namespace NeuroAgents.Tests.Architecture.Fixtures.Mathematics
{
    internal static class Scalar
    {
        internal static double Use(double x) => Math.Sin(x);
    }

    internal static class Single
    {
        internal static float Use(float x) => MathF.Exp(x);
    }

    internal static class Generic
    {
        internal static float Use(float x) => float.Tanh(x);
    }

    internal static class VectorSum
    {
        internal static float Use(System.Numerics.Vector<float> x) => System.Numerics.Vector.Sum(x);
    }

    internal static class Innocent
    {
        internal static double Use(double x) => Math.Sqrt(Math.Abs(Math.Clamp(Math.Min(x, 2), 0, 1)));
    }
}

namespace NeuroAgents.Tests.Architecture.Fixtures.Names
{
    internal static class InAComparison
    {
        internal static bool Use(string scenario) => scenario == "tiny";
    }

    internal static class InASwitch
    {
        internal static int Use(string scenario) => scenario switch
        {
            "tiny" => 1,
            "large" => 2,
            _ => 0,
        };
    }

    internal static class InALambda
    {
        internal static Func<string, bool> Use() => scenario => scenario is "tiny" or "large";
    }

    internal static class Innocent
    {
        internal static bool Use(string scenario) => scenario == "tiny ones";
    }
}

namespace NeuroAgents.Tests.Architecture.Fixtures.State
{
    internal static class Mutable
    {
        internal static int Count { get; set; }
    }

    internal static class HoldsAnArray
    {
        internal static readonly int[] Values = [1];
    }

    internal static class HoldsAList
    {
        internal static List<int> Values { get; } = [];
    }

    internal static class Innocent
    {
        internal const int One = 1;
        internal static readonly int Two = One + 1;

        internal static int[] Use(int[] values) => [.. values.Where(value => value > Two)];
    }
}
