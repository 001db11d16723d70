using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Scenarios.Separate;

/// <summary>An arrangement of two colours on the plane. Each point belongs to red, green or neither (the margin between and around the coloured areas). Coordinates run from −1 to 1.</summary>
internal sealed class Problem
{
    internal const int Red = 0;
    internal const int Green = 1;
    internal const int Neither = -1;

    private const float Edge = 0.95f;
    private const float FullTurn = 6.2831853f;
    private static readonly Problem[] s_all =
        [new("line", Line), new("circle", Circle), new("xor", Xor), new("moons", Moons), new("spiral", Spiral)];

    private readonly Func<float, float, int> _owner;

    private Problem(string name, Func<float, float, int> owner) => (Name, _owner) = (name, owner);

    internal static IReadOnlyList<string> Names { get; } = [.. s_all.Select(problem => problem.Name)];

    internal string Name { get; }

    internal static Problem Find(string name) => s_all.First(problem => problem.Name == name);

    /// <summary>Returns the class that owns a point: red, green or neither.</summary>
    internal int Owner(float x, float y) => _owner(x, y);

    /// <summary>Draws a uniformly distributed point of a colour, as a function of the number.</summary>
    internal (float X, float Y) Draw(RandomSource random, ulong number, int colour)
    {
        for (ulong attempt = 0; ; attempt++)
        {
            (float x, float y) = random.UniformPair(number, attempt);
            (x, y) = (2 * x - 1, 2 * y - 1);
            if (Owner(x, y) == colour)
            {
                return (x, y);
            }
        }
    }

    /// <summary>Two sides of a slanting line.</summary>
    private static int Line(float x, float y) => IsWithinEdges(x, y) ? Side(0.8f * x - 0.6f * y, 0.04f) : Neither;

    /// <summary>A disc in a ring.</summary>
    private static int Circle(float x, float y)
    {
        float square = x * x + y * y;
        return square < 0.5f * 0.5f ? Red : square > 0.62f * 0.62f && square < Edge * Edge ? Green : Neither;
    }

    /// <summary>Four quarters; opposite ones have the same colour.</summary>
    private static int Xor(float x, float y)
        => IsWithinEdges(x, y) && Math.Min(Math.Abs(x), Math.Abs(y)) > 0.04f ? (x > 0) == (y > 0) ? Red : Green : Neither;

    /// <summary>Two half rings that interlock: each has one end inside the other.</summary>
    private static int Moons(float x, float y)
    {
        // Radius 1 around (0, 0), upper half, and around (1, ½), lower half.
        (x, y) = (x / 0.57f + 0.5f, y / 0.57f + 0.25f);
        return y > 0 && IsNearCircle(x, y) ? Red : y < 0.5f && IsNearCircle(x - 1, y - 0.5f) ? Green : Neither;
    }

    /// <summary>Two spiral arms of 1.75 turns. The class depends on the angle between a point and the red arm at the same radius. It is computed without an arc tangent, whose bits differ between machines.</summary>
    private static int Spiral(float x, float y)
    {
        const float inner = 0.12f, turns = 1.75f, width = 0.55f;
        float radius = MathF.Sqrt(x * x + y * y);
        if (radius < inner || radius > Edge)
        {
            return Neither;
        }

        float turn = FullTurn * turns * (radius - inner) / (Edge - inner);
        return Side(-(x * VectorMath.Cos(turn) + y * VectorMath.Sin(turn)) / radius, width);
    }

    private static int Side(float value, float margin) => value < -margin ? Red : value > margin ? Green : Neither;

    private static bool IsWithinEdges(float x, float y) => Math.Max(Math.Abs(x), Math.Abs(y)) < Edge;

    private static bool IsNearCircle(float x, float y)
    {
        float square = x * x + y * y;
        return square is > 0.82f * 0.82f and < 1.18f * 1.18f;
    }
}
