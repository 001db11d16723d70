using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Scenarios.Separate;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Separate;

public sealed class ProblemTests
{
    public static TheoryData<string> Names => [.. Problem.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void BothColoursHaveAShareOfThePlaneAndPlacesBetweenBelongToNeither(string name)
    {
        var problem = Problem.Find(name);
        int[] areas = new int[3];
        for (int i = 0; i < 250_000; i++)
        {
            areas[problem.Owner(i % 500 / 250f - 1 + 0.001f, i / 500 / 250f - 1 + 0.001f) + 1]++;
        }

        Assert.All(areas, area => Assert.True(area > 10_000, string.Join(", ", areas)));
    }

    /// <summary>The gap between red and green is wider than a step, so rounding never decides the true colour of a place.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void RedAndGreenDoNotTouch(string name)
    {
        var problem = Problem.Find(name);
        RandomSource random = new(7, 1);
        for (ulong i = 0; i < 3000; i++)
        {
            (float x, float y) = problem.Draw(random, i, Problem.Red);
            for (int direction = 0; direction < 8; direction++)
            {
                float angle = direction * 0.7853982f;
                Assert.NotEqual(Problem.Green, problem.Owner(x + 0.05f * MathF.Cos(angle), y + 0.05f * MathF.Sin(angle)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheTeacherIsRightAtEveryDrawnPlace(string name)
    {
        var problem = Problem.Find(name);
        RandomSource random = new(8, 1);
        float[] observation = new float[2];
        for (ulong i = 0; i < 5000; i++)
        {
            int colour = (int)(i % 2);
            Plane.Observe(Plane.FromUnit(problem.Draw(random, i, colour)), observation);
            Assert.All(observation, metres => Assert.InRange(metres, 0, Plane.Side));
            Assert.Equal(colour, ColourTeacher.Colour(problem, observation));
        }
    }

    /// <summary>Follows the middle of the red arm outward with the platform's own angles and adds up its turns, 1.75 in all.</summary>
    [Fact]
    public void TheSpiralsArmsHaveAtLeastOneAndAHalfTurns()
    {
        var spiral = Problem.Find("spiral");
        double total = 0, last = double.NaN;
        for (float radius = 0.125f; radius < 0.945f; radius += 0.001f)
        {
            double[] red = [.. Enumerable.Range(0, 3600).Select(i => i * Math.PI / 1800)
                .Where(angle => spiral.Owner((float)(radius * Math.Cos(angle)), (float)(radius * Math.Sin(angle))) == Problem.Red)];
            double middle = Math.Atan2(red.Average(Math.Sin), red.Average(Math.Cos));
            total += double.IsNaN(last) ? 0 : Math.IEEERemainder(middle - last, 2 * Math.PI);
            last = middle;
        }

        Assert.InRange(Math.Abs(total) / (2 * Math.PI), 1.65, 1.75);
    }
}
