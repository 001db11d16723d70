using CsCheck;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Scenarios.Forage;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Forage;

/// <summary>Observations of random worlds, compared with an independently written oracle.</summary>
public sealed class SensingTests
{
    private static readonly Gen<float> s_angles = Gen.Float[-3.14159f, 3.14159f];

    [Fact]
    public void ObservationsAreThoseOfTheOracle()
    {
        int compared = 0, skipped = 0;
        Worlds().Sample(world =>
        {
            (int each, int left) = Compare(world);
            Interlocked.Add(ref compared, each);
            Interlocked.Add(ref skipped, left);
        }, iter: 400);
        Assert.True(compared > 4 * skipped, $"{compared} compared, {skipped} skipped");
    }

    [Fact]
    public void SectorsAreEighthsOfAngles()
        => s_angles.Sample(angle =>
        {
            double eighths = angle / (Math.PI / 4);
            return Math.Abs(eighths - Math.Round(eighths)) < 1e-5
                || ForageObservations.Sector((float)Math.Cos(angle), (float)Math.Sin(angle)) == ((int)Math.Floor(eighths) & 7);
        });

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(1, 1, 0)]
    [InlineData(0, 1, 1)]
    [InlineData(-1, 1, 2)]
    [InlineData(-1, 0, 3)]
    [InlineData(-1, -1, 4)]
    [InlineData(0, -1, 6)]
    [InlineData(1, -1, 6)]
    [InlineData(0, 0, 0)]
    public void EachBorderBelongsToOneSector(float ahead, float left, int sector) => Assert.Equal(sector, ForageObservations.Sector(ahead, left));

    [Fact]
    public void ThereAreAtLeast24NamedObservations()
    {
        var spec = ForageObservations.CreateSpec();
        Assert.Equal(ForageObservations.Width, spec.Width);
        Assert.True(spec.Width >= 24);
        Assert.Equal(spec.Width, spec.Columns.Select(column => column.Name).Distinct().Count());
        Assert.Equal("nearest_food.nearness", spec.Columns[ForageObservations.NearestFoodNearness].Name);
        Assert.Equal("hazard.ahead_left", spec.Columns[ForageObservations.Hazard].Name);
        Assert.Equal("neighbours.ahead_right", spec.Columns[ForageObservations.Neighbours + 7].Name);
        Assert.Equal("energy", spec.Columns[ForageObservations.Energy].Name);
    }

    private static (int Compared, int Skipped) Compare(TestWorld world)
    {
        using ForageBench bench = new(world.Agents, world.Food, world.Hazards, world.Side, world.Sight);
        bench.Look();
        int compared = 0;
        for (int row = 0; row < world.Agents.Length; row++)
        {
            PlacedAgent self = world.Agents[row];
            SensorOracle oracle = new(bench.Options.Side, world.Sight) { X = self.X, Y = self.Y, Facing = Math.Atan2(self.HeadingY, self.HeadingX) };
            foreach ((Food item, Position place) in bench.AllFood())
            {
                if (item.Regrowth <= 0)
                {
                    oracle.SeeFood(place.X, place.Y);
                }
            }

            Array.ForEach(world.Hazards, hazard => oracle.SeeHazard(hazard.X, hazard.Y, hazard.Radius));
            foreach (PlacedAgent other in world.Agents.Where(other => other != self))
            {
                oracle.SeeNeighbour(other.X, other.Y);
            }

            oracle.FeelSelf(self.VelocityX, self.VelocityY, self.Energy);
            if (!oracle.IsAmbiguous)
            {
                compared++;
                float[] observation = bench.Observation(row);
                for (int i = 0; i < observation.Length; i++)
                {
                    Assert.True(Math.Abs(oracle.Observation[i] - observation[i]) < 2e-4, $"row {row} column {i}: {oracle.Observation[i]} expected, {observation[i]} sensed");
                }
            }
        }

        return (compared, world.Agents.Length - compared);
    }

    private static Gen<TestWorld> Worlds() =>
        from sight in Gen.Float[2, 10]
        from scale in Gen.Float[3.1f, 5]
        let side = sight * scale
        let place = Gen.Int[0, 999_999].Select(share => share * 1e-6f * side)
        from agents in Gen.Select(place, place, s_angles, Gen.Float[-3, 3], Gen.Float[-3, 3], Gen.Float[1, 30]).Array[1, 12]
        from food in Gen.Select(place, place).Array[1, 8]
        from hazards in Gen.Select(place, place, Gen.Float[1, 2]).Array[0, 3]
        select new TestWorld(
            side, sight,
            [.. agents.Select(a => new PlacedAgent(a.Item1, a.Item2, (float)Math.Cos(a.Item3), (float)Math.Sin(a.Item3), a.Item4, a.Item5, a.Item6))],
            food, hazards);

    private sealed record TestWorld(
        float Side, float Sight, PlacedAgent[] Agents, (float X, float Y)[] Food, (float X, float Y, float Radius)[] Hazards);
}
