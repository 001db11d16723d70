using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Viewer.Input;
using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Viewer.Windowing;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Input;

/// <summary>Edits of the world by mouse and keyboard, in the real window.</summary>
[Collection(Display.Name)]
public sealed class WorldEditInputTests
{
    private static readonly RunOptions s_forage = new() { Scenario = "forage", Agents = 60, Seed = 5, Workers = 1 };
    private static readonly RunOptions s_bare = s_forage with { Agents = 20, Set = new() { ["food"] = "0", ["hazards"] = "0" } };

    /// <summary>With the trail switched off the picture differs where the agent was, and nowhere far from there.</summary>
    [Theory]
    [InlineData("forage")]
    [InlineData("separate")]
    public void TheTrailIsWhereTheAgentWas(string scenario)
    {
        using OpenViewer open = new(s_forage with { Scenario = scenario }, 120, options => options with { Select = 3 });
        open.Press(Key.V);
        using SKBitmap with = open.Read();
        open.Press(Key.T);
        using SKBitmap without = open.Read();
        AgentHistory history = open.Viewer.Data.Snapshot.Selected.History;
        Assert.Equal(120, history.Count);
        List<SKPoint> way = [.. Enumerable.Range(0, 120).Select(i => PixelOf(open, history.Place(i)))];

        // Other agents may cover the trail, and it ends under the agent itself.
        int visible = way[60..110].Count(place => with.GetPixel((int)place.X, (int)place.Y) != without.GetPixel((int)place.X, (int)place.Y));
        Assert.True(visible > 25, $"{visible} of 50");
        Assert.All(Differences(open, with, without), pixel => Assert.True(way.Min(place => SKPoint.Distance(place, pixel)) < 6, $"{pixel}"));
    }

    /// <summary>With the rays switched off the picture differs half way to everything that the agent senses.</summary>
    [Theory]
    [InlineData("forage")]
    [InlineData("flock")]
    [InlineData("pursuit")]
    public void RaysLeadToSensedThings(string scenario)
    {
        using OpenViewer open = new(s_forage with { Scenario = scenario }, 60, options => options with { Select = 3 });
        open.Press(Key.T);
        using SKBitmap with = open.Read();
        open.Press(Key.V);
        using SKBitmap without = open.Read();
        WorldSnapshot world = open.Viewer.Data.Snapshot;
        SelectedAgent selected = world.Selected;
        AgentShape agent = world.Kinds[0].Agents.Items[selected.Index];
        using SimulationRun run = OpenViewer.Headless(s_forage with { Scenario = scenario }, 60);
        List<SensorRay> rays = [];
        run.Session.Feature<ISensors>()!.Trace(0, run.Session.Roster.RowOf(selected.Handle!.Value), rays);
        Assert.NotEmpty(rays);
        Assert.Equal(rays, selected.Rays.Items.ToArray());
        int visible = 0, shown = 0;
        foreach (SensorRay ray in rays.Where(ray => ray.Distance > 1.5f))
        {
            SKPoint half = PixelOf(open, (Wrap(agent.X + ray.X / 2, world.Side), Wrap(agent.Y + ray.Y / 2, world.Side)));
            shown++;
            visible += with.GetPixel((int)half.X, (int)half.Y) != without.GetPixel((int)half.X, (int)half.Y) ? 1 : 0;
        }

        // Another agent may stand on a ray.
        Assert.True(shown > 0 && visible >= shown * 3 / 4, $"{visible} of {shown}");
    }

    [Fact]
    public void FoodPlacedByAClickIsDrawnAndEaten()
    {
        using OpenViewer open = new(s_bare, null, options => options with { IsPaused = true });
        WorldSnapshot World() => open.Viewer.Data.Snapshot;
        open.Press(Key.E);
        Assert.Equal(WorldTool.Food, open.Viewer.Commands.WorldEdit.Tool);
        (float x, float y) = Free(World());
        SKPoint there = PixelOf(open, (x, y));
        open.Click(there.X, there.Y);
        open.ShowUntil(() => World().Food.Count == 1);
        using (SKBitmap picture = open.Read())
        {
            Assert.True(OpenViewer.AreAlike(picture.GetPixel((int)there.X, (int)there.Y), Palette.Food, 8));
        }

        AgentShape agent = World().Kinds[0].Agents.Items[4];
        SKPoint under = PixelOf(open, (agent.X, agent.Y));
        open.Click(under.X, under.Y);
        open.ShowUntil(() => World().Food.Count == 2);
        open.Press(Key.O);
        open.ShowUntil(() => World().Frame == 1);
        Assert.True(World().Figures.Score > 0);
        Assert.Equal(1, World().Food.Count);
    }

    [Fact]
    public void ClicksPlaceAndRemoveHazardsAndEscapeReturnsToSelection()
    {
        using OpenViewer open = new(s_bare, null, options => options with { IsPaused = true });
        WorldSnapshot World() => open.Viewer.Data.Snapshot;
        (float x, float y) = Free(World());
        SKPoint there = PixelOf(open, (x, y));
        open.Press(Key.E);
        open.Press(Key.E);
        open.Click(there.X, there.Y);
        open.ShowUntil(() => World().Hazards.Count == 1);
        open.Press(Key.E);
        Assert.Equal(WorldTool.Remove, open.Viewer.Commands.WorldEdit.Tool);
        open.Click(there.X, there.Y);
        open.ShowUntil(() => World().Hazards.Count == 0);
        open.Press(Key.Escape);
        Assert.Equal(WorldTool.Select, open.Viewer.Commands.WorldEdit.Tool);
    }

    /// <summary>An unavailable edit has a faint button, changes nothing and logs its reason.</summary>
    [Theory]
    [InlineData("flock", 'E', "place: not available in flock")]
    [InlineData("separate", 'D', "drive: not available in separate")]
    [InlineData("forage", 'D', "drive: select an agent first")]
    [InlineData("forage", 'F', "follow: select an agent first")]
    [InlineData("forage", 'T', "trail: select an agent first")]
    [InlineData("forage", 'V', "senses: select an agent first")]
    public void AnUnavailableEditIsLogged(string scenario, char letter, string expected)
    {
        using OpenViewer open = new(s_forage with { Scenario = scenario }, null, options => options with { IsPaused = true });
        Key key = (Key)letter;
        open.Press(key);
        Assert.Equal([expected], open.Events());
        WorldEditInput worldEdit = open.Viewer.Commands.WorldEdit;
        Assert.Equal((WorldTool.Select, true, true, false), (worldEdit.Tool, worldEdit.ShowsTrail, worldEdit.ShowsRays, open.Viewer.Commands.IsFollowing));
        Assert.All(open.Viewer.Commands.Buttons.SelectMany(group => group).Where(button => button.Key == key), button => Assert.False(button.IsAvailable()));
    }

    /// <summary>A scenario without placement resets the tool.</summary>
    [Fact]
    public void TheToolIsResetInAScenarioWithoutPlacement()
    {
        using OpenViewer open = new(s_forage, null, options => options with { IsPaused = true });
        open.Press(Key.E);
        Assert.Equal(WorldTool.Food, open.Viewer.Commands.WorldEdit.Tool);
        open.Viewer.CurrentRun.Restart(s_forage with { Scenario = "flock" });
        open.ShowUntil(() => open.Viewer.Data.Facts!.Scenario == "flock");
        Assert.Equal(WorldTool.Select, open.Viewer.Commands.WorldEdit.Tool);
    }

    [Fact]
    public void TheArrowKeysDriveTheSelectedAgentAndAreItsTeacher()
    {
        using OpenViewer open = new(s_forage, null, options => options with { IsPaused = true, Select = 3 });
        SelectedAgent Selected() => open.Viewer.Data.Snapshot.Selected;
        open.Press(Key.D);
        open.ShowUntil(() => Selected().IsDriven);

        // The agent was not driven in the frame before.
        Assert.Equal((false, "does", "teacher"), (Selected().WasDriven, Selected().DecisionName, Selected().LabelName));
        open.Press(Key.Left);
        open.Press(Key.Up);
        Step(open);
        Assert.Equal((true, "brain", "you"), (Selected().WasDriven, Selected().DecisionName, Selected().LabelName));
        Assert.Equal([1, 1], Selected().Label.Items.ToArray());
        Assert.NotEqual([1, 1], Selected().Action.Items.ToArray());
        float before = Selected().Facing.X, beforeY = Selected().Facing.Y;
        Release(open, Key.Left);
        open.Press(Key.Right);
        open.Press(Key.Right);
        Release(open, Key.Up);
        Step(open);
        Assert.Equal([-1, 0], Selected().Label.Items.ToArray());
        Assert.True(before * Selected().Facing.Y - beforeY * Selected().Facing.X > 0, "The agent turned to the right.");
        Release(open, Key.Right);
        open.Press(Key.D);
        open.ShowUntil(() => !Selected().IsDriven);
        Assert.Equal("you", Selected().LabelName);
        Step(open);
        Assert.Equal((false, "does", "teacher"), (Selected().WasDriven, Selected().DecisionName, Selected().LabelName));
        Assert.NotEqual([0, 0], Selected().Label.Items.ToArray());

        // The log has the commands with their frames, so a replay repeats them.
        IReadOnlyList<LiveCommand> logged = open.Viewer.Runner.Log.Commands;
        Assert.Equal(new DriveAgent { Kind = "foragers", Agent = Selected().Handle!.Value.Id, Frame = 0 }, logged[0]);
        Assert.Contains(new SteerAgent { Turn = 1, Thrust = 1, Frame = 0 }, logged);
        Assert.Contains(new SteerAgent { Turn = -1, Thrust = 0, Frame = 1 }, logged);
        Assert.Contains(new ReleaseAgent { Frame = 2 }, logged);
    }

    [Fact]
    public void TheBrainIsSavedAndADroppedOneIsLoaded()
    {
        using TemporaryFolder folder = new();
        using SimulationRun trained = OpenViewer.Headless(s_forage with { Seed = 9 }, 30);
        trained.Session.Brain.Save(folder["trained.brain"]);
        folder.Write("bad.brain", "nothing of the kind");
        File.WriteAllBytes(folder["cut.brain"], File.ReadAllBytes(folder["trained.brain"])[..2000]);
        using OpenViewer open = new(s_forage, 0, options => options with { Show = ["events"] });
        open.Viewer.Handle(new WindowEvent(WindowEventKind.Drop, Path: folder["bad.brain"]));
        Assert.Equal("open bad.brain: file: expected a saved brain, run or network, which starts with 8 bytes and '{', received \"nothing o\".", Event(open, "open bad.brain"));
        open.Viewer.Handle(new WindowEvent(WindowEventKind.Drop, Path: folder["cut.brain"]));
        Assert.Matches(@"^open cut\.brain: header: expected [0-9]+ bytes, received the end of the file after 1992\.$", Event(open, "open cut.brain"));
        open.Viewer.Handle(new WindowEvent(WindowEventKind.Drop, Path: folder.Path));
        Assert.EndsWith(": expected a saved brain or run, received a folder.", Event(open, $"open {Path.GetFileName(folder.Path)}"), StringComparison.Ordinal);
        open.Viewer.Handle(new WindowEvent(WindowEventKind.Drop, Path: folder["trained.brain"]));
        Event(open, "loaded trained.brain");
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Kinds[0].Brain.Parameters.Items.SequenceEqual(trained.Session.Brain.Published.Values));
        const string Saved = "neuroagents-forage-0.brain";
        try
        {
            open.Press(Key.S);
            Event(open, $"saved {Saved}");
            Assert.Equal(SavedBrain.Load(folder["trained.brain"]).LearnSteps, SavedBrain.Load(Saved).LearnSteps);
        }
        finally
        {
            File.Delete(Saved);
        }
    }

    [Fact]
    public void ADroppedRunIsResumed()
    {
        using TemporaryFolder folder = new();
        using SimulationRun straight = SavedChase(folder);
        using OpenViewer open = new(s_forage, null, viewer => viewer with { IsPaused = true });
        open.Viewer.Handle(new WindowEvent(WindowEventKind.Drop, Path: folder["chase.run"]));
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Frame == 20);
        Assert.Equal(("pursuit", 2), (open.Viewer.Data.Facts!.Scenario, open.Viewer.Data.Snapshot.Kinds.Count));
        Event(open, "resumed from a saved run");
    }

    [Fact]
    public void ASavedRunIsResumedAtTheStartUpToTheLastFrame()
    {
        using TemporaryFolder folder = new();
        using SimulationRun straight = SavedChase(folder);
        SavedRun saved = SavedRun.Load(folder["chase.run"]);
        using OpenViewer resumed = new(saved.Options, 25, viewer => viewer with { Resumed = saved });
        for (int frame = 20; frame < 25; frame++)
        {
            straight.Frame.Run();
        }

        Assert.True(resumed.Viewer.Data.Snapshot.Kinds[1].Brain.Parameters.Items.SequenceEqual(straight.Session.Kinds[1].Brain.Published.Values));
    }

    private static SimulationRun SavedChase(TemporaryFolder folder)
    {
        RunOptions options = s_forage with { Scenario = "pursuit", Seed = 8 };
        SimulationRun run = OpenViewer.Headless(options, 20);
        SavedRun.Save(run, options, folder["chase.run"]);
        return run;
    }

    private static void Step(OpenViewer open)
    {
        long frame = open.Viewer.Data.Snapshot.Frame;
        open.Press(Key.O);
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Frame == frame + 1);
    }

    private static void Release(OpenViewer open, Key key) => open.Viewer.Handle(new WindowEvent(WindowEventKind.KeyUp, key));

    private static string Event(OpenViewer open, string start)
    {
        List<LoggedEvent> events = [];
        string? text = null;
        open.ShowUntil(() =>
        {
            open.Viewer.Watch.Events.CopyTo(events);
            text = events.LastOrDefault(each => each.Text.StartsWith(start, StringComparison.Ordinal)).Text;
            return text is not null;
        });
        return text!;
    }

    private static SKPoint PixelOf(OpenViewer open, (float X, float Y) place)
    {
        (float x, float y) = open.Viewer.Camera.ToPixel(place.X, place.Y);
        return new SKPoint(x, y);
    }

    private static float Wrap(float at, float side) => at - side * MathF.Floor(at / side);

    /// <summary>Returns a place without agents near it.</summary>
    private static (float X, float Y) Free(WorldSnapshot world)
    {
        for (float x = 1; x < world.Side; x++)
        {
            for (float y = 1; y < world.Side; y++)
            {
                if (IsFree(world, x, y))
                {
                    return (x, y);
                }
            }
        }

        throw new InvalidOperationException("No place without agents was found.");
    }

    private static bool IsFree(WorldSnapshot world, float x, float y)
    {
        foreach (AgentShape agent in world.Kinds[0].Agents.Items)
        {
            if (MathF.Abs(agent.X - x) < 2.5f && MathF.Abs(agent.Y - y) < 2.5f)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Returns the differing pixels of the world's area. The bar is left out, because its figures change by themselves.</summary>
    private static List<SKPoint> Differences(OpenViewer open, SKBitmap one, SKBitmap other)
    {
        SKRectI world = SKRectI.Floor(open.Viewer.Layout.World);
        List<SKPoint> found = [];
        for (int y = world.Top; y < world.Bottom; y++)
        {
            for (int x = world.Left; x < world.Right; x++)
            {
                if (one.GetPixel(x, y) != other.GetPixel(x, y))
                {
                    found.Add(new SKPoint(x, y));
                }
            }
        }

        return found;
    }
}
