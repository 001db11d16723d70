using NeuroAgents.Agents;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Rendering;

[Collection(Display.Name)]
public sealed class WorldPictureTests
{
    private static readonly RunOptions s_forage = new() { Scenario = "forage", Agents = 60, Seed = 5, Workers = 1 };

    /// <summary>The pixel over each agent has the colour of its energy in the same run without a window.</summary>
    [Fact]
    public void AgentsAreDrawnAtTheirPlacesInTheColourOfTheirMeasure()
    {
        using OpenViewer open = new(s_forage, 40);
        using SimulationRun run = OpenViewer.Headless(s_forage, 40);
        using SKBitmap picture = open.Read();
        Measure measure = Measure.Find(run.Session, "energy");
        int visible = 0, alive = 0;
        for (int row = 0; row < run.Session.Roster.Count; row++)
        {
            if (!run.Session.Brain.IsAlive(run.Session.Roster.Handles[row]))
            {
                continue;
            }

            Position place = run.World.Get<Position>(run.Session.Roster.Entities[row]);
            (float x, float y) = open.Viewer.Camera.ToPixel(place.X, place.Y);
            float energy = run.Session.Brain.Decisions.Observation(row)[measure.Column];
            SKColor expected = ColourScale.Colour(measure, measure.Normalize(energy));
            alive++;
            visible += OpenViewer.AreAlike(picture.GetPixel((int)x, (int)y), expected, 6) ? 1 : 0;
        }

        // An agent may be under another one.
        Assert.True(alive > 50);
        Assert.True(visible >= alive * 9 / 10, $"{visible} of {alive}");
    }

    [Fact]
    public void TheGroundIsVisibleBetweenThings()
    {
        using OpenViewer open = new(s_forage, 40);
        using SKBitmap picture = open.Read();
        WorldSnapshot world = open.Viewer.Data.Snapshot;
        int free = 0;
        for (float x = 0.7f; x < world.Side; x += 1.3f)
        {
            for (float y = 0.7f; y < world.Side; y += 1.3f)
            {
                if (IsFree(world, x, y))
                {
                    (float pixelX, float pixelY) = open.Viewer.Camera.ToPixel(x, y);
                    SKColor colour = picture.GetPixel((int)pixelX, (int)pixelY);
                    Assert.True(OpenViewer.AreAlike(colour, Palette.Ground, 14), $"{colour} at {x}, {y}");
                    free++;
                }
            }
        }

        Assert.True(free > 50);
    }

    [Fact]
    public void TheSameSeedGivesTheSamePictureAndAnotherSeedAnother()
    {
        byte[] Picture(ulong seed)
        {
            using OpenViewer open = new(s_forage with { Seed = seed }, 50);
            using SKBitmap picture = open.Read();
            return OpenViewer.Part(picture, open.Viewer.Layout.World);
        }

        byte[] first = Picture(5);
        Assert.Equal(first, Picture(5));
        Assert.NotEqual(first, Picture(6));
    }

    /// <summary>Everywhere on the plane the ground is tinted by the network's choice there.</summary>
    [Fact]
    public void TheGroundOfSeparateShowsTheNetworksChoice()
    {
        RunOptions options = new() { Scenario = "separate", Agents = 40, Seed = 2, Workers = 1, Set = new() { ["problem"] = "line" } };
        using OpenViewer open = new(options, 300);
        using SKBitmap picture = open.Read();
        WorldSnapshot world = open.Viewer.Data.Snapshot;
        int red = 0, green = 0;
        for (int i = 0; i < WorldSnapshot.SurfaceSide * WorldSnapshot.SurfaceSide; i += 37)
        {
            float x = (i % WorldSnapshot.SurfaceSide + 0.5f) * world.Side / WorldSnapshot.SurfaceSide;
            float y = (i / WorldSnapshot.SurfaceSide + 0.5f) * world.Side / WorldSnapshot.SurfaceSide;
            float share = world.Surface.Items[i];
            if (!IsFree(world, x, y) || Math.Abs(share - 0.5f) < 0.3f)
            {
                continue;
            }

            (float pixelX, float pixelY) = open.Viewer.Camera.ToPixel(x, y);
            SKColor colour = picture.GetPixel((int)pixelX, (int)pixelY);
            Assert.True(share > 0.5f ? colour.Green > colour.Red : colour.Red > colour.Green, $"{colour} where green has {share}");
            red += share < 0.5f ? 1 : 0;
            green += share > 0.5f ? 1 : 0;
        }

        Assert.True(red > 20 && green > 20, $"{red} red, {green} green");
    }

    [Fact]
    public void AClickSelectsTheAgentUnderTheCursorAndShowsItsObservations()
    {
        using OpenViewer open = new(s_forage, 40);
        using SimulationRun run = OpenViewer.Headless(s_forage, 40);
        KindSnapshot kind = open.Viewer.Data.Snapshot.Kinds[0];
        int chosen = kind.Agents.Count / 2;
        AgentHandle handle = kind.Handles.Items[chosen];
        (float x, float y) = open.Viewer.Camera.ToPixel(kind.Agents.Items[chosen].X, kind.Agents.Items[chosen].Y);
        open.Click(x, y);
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Selected.Handle is not null);

        SelectedAgent selected = open.Viewer.Data.Snapshot.Selected;
        Assert.Equal(handle, selected.Handle);
        int row = run.Session.Roster.RowOf(handle);
        Assert.Equal(run.Session.Brain.Decisions.Observation(row).ToArray(), selected.Observation.Items.ToArray());
        Assert.Equal(run.Session.Brain.Decisions.Action(row).ToArray(), selected.Action.Items.ToArray());
        Assert.Equal(run.Session.Labels.Row(row).ToArray(), selected.Label.Items.ToArray());
    }

    private static bool IsFree(WorldSnapshot world, float x, float y)
    {
        const float Near = 1;
        foreach (KindSnapshot kind in world.Kinds)
        {
            foreach (AgentShape agent in kind.Agents.Items)
            {
                if (Math.Abs(agent.X - x) < Near && Math.Abs(agent.Y - y) < Near)
                {
                    return false;
                }
            }
        }

        foreach (GrowingArray<DiscShape> discs in (GrowingArray<DiscShape>[])[world.Food, world.Hazards])
        {
            foreach (DiscShape disc in discs.Items)
            {
                if (Math.Abs(disc.X - x) < Near + disc.Radius && Math.Abs(disc.Y - y) < Near + disc.Radius)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
