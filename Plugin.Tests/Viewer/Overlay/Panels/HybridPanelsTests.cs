using NeuroAgents.Agents;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Networks;
using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Tests.Support;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Snapshots;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Overlay.Panels;

/// <summary>A brain of continuous actions and branches in the viewer: names, values and measures belong to the right action.</summary>
public sealed class HybridPanelsTests : IDisposable
{
    private static readonly ActionSpec s_actions = ActionSpec.Continuous("turn", "thrust").AndDiscrete(new ActionBranch("weapon", "none", "bow", "sword"));
    private readonly Game _game = new(agents: 3, change: options => options with { Actions = s_actions });

    public void Dispose() => _game.Dispose();

    [Fact]
    public void EveryOutputHasItsName()
    {
        Assert.Equal(["turn", "thrust", "weapon none", "weapon bow", "weapon sword"], BrainFacts.Of(_game.Brain, LearnMode.Inline).OutputNames);
        using Game turrets = new(change: options => options with { Actions = ActionSpec.Discrete(new ActionBranch("turn", "left", "right")) });
        Assert.Equal(["left", "right"], BrainFacts.Of(turrets.Brain, LearnMode.Inline).OutputNames);
    }

    [Fact]
    public void AnActionIsShownAsANumberOrAChoice()
    {
        float[] action = [-0.5f, 1, 2];
        Assert.Equal(["-0.500", "1.000", "sword"], action.Select((value, i) => InspectorPanel.Value(value, s_actions.BranchAt(i))));
        Assert.Equal("–", InspectorPanel.Value(float.NaN, s_actions.BranchAt(2)));
    }

    [Fact]
    public void AnotherChoiceIsFullDisagreement()
    {
        Assert.Equal(1, ActionDifference.Of(s_actions, [0, 0, 1], [0, 0, 2]));
        Assert.Equal(0.5f, ActionDifference.Of(s_actions, [0.5f, 0, 1], [0, 0.5f, 1]), 1e-6f);
        Assert.Equal(0, ActionDifference.Of(s_actions, [0.5f, 0, 1], [0.5f, 0, 1]));
        Assert.Equal(0.25f, ActionDifference.Loss(s_actions, [0.5f, 0, 1], [0, 0.5f, 1]), 1e-6f);
    }

    [Fact]
    public void AgentsCanBeColouredByEitherKind()
    {
        List<Measure> measures = [];
        Measure.AddActions(measures, s_actions);
        Assert.Equal(["true weapon", "weapon", "disagreement", "turn", "thrust"], measures.Select(measure => measure.Name));
        Assert.Equal([2, 2, 0, 0, 1], measures.Select(measure => measure.Column));
        Assert.Equal(["none", "bow", "sword"], measures[1].Categories!);
        Assert.Null(measures[2].Categories);
    }

    /// <summary>The inspector and the network's outputs are painted. Only continuous actions have a bar.</summary>
    [Fact]
    public void ThePanelsPaintBothKinds()
    {
        BrainFacts brain = BrainFacts.Of(_game.Brain, LearnMode.Inline);
        _game.Decide(0);
        RunData data = new();
        data.Snapshot.Facts = new RunFacts(new(), "", "", [brain], []);
        SelectedAgent agent = data.Snapshot.Selected;
        agent.Clear(_game.Agents[0]);
        agent.Observation.CopyFrom(_game.Brain.Decisions.Observation(0));
        agent.Action.CopyFrom([0.9f, -0.9f, 2]);
        agent.Label.CopyFrom([-0.9f, 0.9f, 1]);
        agent.Activations.CopyFrom(new float[brain.Layers[^1].First + brain.Layers[^1].Width]);
        agent.Inputs.CopyFrom(new float[3]);
        agent.History.Clear(3);
        agent.History.Add(0, 0, 1, 0.5f, agent.Action.Items, agent.Label.Items);
        agent.History.Add(1, 0, 1, 0.5f, agent.Action.Items, agent.Label.Items);

        using SKSurface surface = SKSurface.Create(new SKImageInfo(600, 500));
        using TextRenderer texts = OpenFont();
        using PanelCanvas sheet = new(surface.Canvas, texts, new SKSize(600, 500));
        using InspectorPanel panel = new();
        panel.Paint(sheet, data);
        using SKImage picture = surface.Snapshot();
        using SKBitmap pixels = SKBitmap.FromImage(picture);
        Assert.Equal(2, CountBars(pixels));

        surface.Canvas.Clear();
        NeuronPlaces places = new(brain, new SKRect(0, 20, 600, 480), hasMaps: false);
        Assert.True(places.ShowsActions);
        new NetworkEnds(places, brain, agent).PaintOutputNames(sheet);
    }

    private static TextRenderer OpenFont()
    {
        try
        {
            return new TextRenderer();
        }
        catch (MissingFontException error)
        {
            Assert.Skip($"needs a font: {error.Message}");
            throw;
        }
    }

    /// <summary>Counts the rows of actions that have a bar. A bar is a run of pixels in the accent's colour that is longer than any letter.</summary>
    private static int CountBars(SKBitmap pixels)
    {
        int bars = 0, last = -10;
        for (int y = 0; y < pixels.Height; y++)
        {
            int run = 0, longest = 0;
            for (int x = 90; x < pixels.Width - 92; x++)
            {
                run = OpenViewer.AreAlike(Palette.Accent, pixels.GetPixel(x, y), 6) ? run + 1 : 0;
                longest = Math.Max(longest, run);
            }

            if (longest > 100)
            {
                bars += y - last > 5 ? 1 : 0;
                last = y;
            }
        }

        return bars;
    }
}
