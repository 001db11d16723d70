using NeuroAgents.Agents;
using NeuroAgents.Inference;
using NeuroAgents.Learning;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Networks;
using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Scenarios.Separate;
using NeuroAgents.Tests.Support;
using NeuroAgents.Viewer.Snapshots;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Overlay.Panels;

[Collection(Display.Name)]
public sealed class NetworkPanelTests
{
    private static readonly RunOptions s_forage = new() { Scenario = "forage", Agents = 60, Seed = 5, Workers = 1, Set = new() { ["hidden"] = "12,7" } };

    /// <summary>Every neuron's value and its colour, against a network of textbook loops over the weights of a run without a window.</summary>
    [Fact]
    public void CellsHaveTheColoursOfTheSelectedAgentsActivations()
    {
        using OpenViewer open = Open(s_forage, 40, select: 3);
        using SimulationRun run = OpenViewer.Headless(s_forage, 40);
        using SKBitmap picture = open.Read();
        SelectedAgent selected = open.Viewer.Data.Snapshot.Selected;
        Brain brain = run.Session.Brain;
        double[,] inputs = new double[1, 32];
        for (int i = 0; i < 32; i++)
        {
            ObservationColumn column = brain.Observations.Columns[i];
            inputs[0, i] = 2.0 * (selected.Observation.Items[i] - column.Minimum) / (column.Maximum - column.Minimum) - 1;
        }

        List<double[,]> expected = Naive(brain).Activations(inputs);
        int neuron = 0;
        foreach (double[,] layer in expected.Skip(1))
        {
            double largest = layer.Cast<double>().Max(Math.Abs);
            foreach (double value in layer)
            {
                Assert.Equal(value, selected.Activations.Items[neuron], 1e-4);
                if (open.Viewer.Data.Snapshot.Kinds[0].Brain.UnitStates.Items[neuron] == UnitState.Active)
                {
                    Assert.True(OpenViewer.AreAlike(Palette.Diverging(value / largest), Middle(open, picture, Panel(open).Neurons[neuron]), 4), $"neuron {neuron}");
                }

                neuron++;
            }
        }

        Assert.Equal(neuron, selected.Activations.Count);
        for (int i = 0; i < 32; i++)
        {
            Assert.True(OpenViewer.AreAlike(Palette.Diverging(inputs[0, i]), Middle(open, picture, Panel(open).Inputs[i]), 4), $"input {i}");
        }
    }

    /// <summary>A brain that does not learn keeps its weights, so the outputs equal its action.</summary>
    [Theory]
    [InlineData("range")]
    [InlineData("running")]
    public void TheOutputIsTheBrainsDecision(string normalization)
    {
        RunOptions options = s_forage with { Learner = "none", Set = new() { ["normalization"] = normalization } };
        using OpenViewer open = Open(options, 20, select: 3);
        SelectedAgent selected = open.Viewer.Data.Snapshot.Selected;
        float[] expected = [.. selected.Activations.Items[^2..].ToArray().Select(output => Math.Clamp(output, -1, 1))];
        Assert.Equal(expected, selected.Action.Items.ToArray());
        RunFacts facts = open.Viewer.Data.Facts!;
        BrainSnapshot now = open.Viewer.Data.Snapshot.Kinds[0].Brain;
        string caption = string.Join('\n', NetworkCaption.Of(facts.Brains[0], now, selected, new WeightMap(facts.Brains[0].Layers, now.Parameters), (-1, -1)));
        Assert.Contains(normalization == "range" ? "−1 to 1 over their ranges" : "inputs: normalised", caption, StringComparison.Ordinal);
    }

    [Fact]
    public void TheShownBrainOfSeveralIsNamed()
    {
        using OpenViewer open = Open(new RunOptions { Scenario = "pursuit", Agents = 30, Seed = 1, Workers = 1 }, 10);
        RunFacts facts = open.Viewer.Data.Facts!;
        foreach ((BrainFacts brain, BrainSnapshot now) in facts.Brains.Zip(open.Viewer.Data.Snapshot.Kinds.Select(kind => kind.Brain)))
        {
            Assert.All(NetworkCaption.Units(facts.Brains, brain, now), wording => Assert.StartsWith(brain.Name, wording, StringComparison.Ordinal));
        }
    }

    /// <summary>A learning brain decides before it learns, so the action and the current output are shown side by side.</summary>
    [Fact]
    public void TheActionIsShownNextToTheOutput()
    {
        using OpenViewer open = Open(s_forage, 40, select: 3);
        SelectedAgent selected = open.Viewer.Data.Snapshot.Selected;
        Assert.NotEqual(selected.Activations.Items[^2], selected.Action.Items[0]);
        using SKBitmap picture = open.Read();
        SKRect output = Panel(open).Neurons[^1], panel = open.Viewer.Layout.Panels[Panel(open)];
        bool isWritten = false;
        for (float x = panel.Width - 40; x < panel.Width - 12; x++)
        {
            isWritten |= OpenViewer.AreAlike(Palette.Accent, Pixel(open, picture, x, output.MidY), 40);
        }

        Assert.True(isWritten);
    }

    /// <summary>For an agent that a person drives, the person's action is shown next to the output, in another colour.</summary>
    [Fact]
    public void ThePersonsActionIsShownNextToTheOutput()
    {
        using OpenViewer open = Open(s_forage, null, select: 3, isPaused: true);
        SelectedAgent Selected() => open.Viewer.Data.Snapshot.Selected;
        open.Press(Key.D);
        open.ShowUntil(() => Selected().IsDriven);
        open.Press(Key.Left);
        open.Press(Key.O);
        open.ShowUntil(() => Selected().WasDriven);
        Assert.Equal([1, 0], Selected().Label.Items.ToArray());
        using SKBitmap picture = open.Read();
        SKRect panel = open.Viewer.Layout.Panels[Panel(open)];
        bool HasInk(SKRect output, SKColor colour) => Enumerable.Range((int)panel.Width - 44, 32).Any(
            x => Enumerable.Range(-4, 9).Any(y => OpenViewer.AreAlike(colour, Pixel(open, picture, x, output.MidY + y), 60)));
        Assert.All(Panel(open).Neurons.TakeLast(2), output => Assert.True(HasInk(output, Palette.Warning) && !HasInk(output, Palette.Accent), $"{output}"));
    }

    [Fact]
    public void TheStrongestWeightIsAnEdgeInItsColour()
    {
        using OpenViewer open = Open(s_forage, 40);
        using SKBitmap picture = open.Read();
        BrainFacts brain = open.Viewer.Data.Facts!.Brains[0];
        WeightMap map = new(brain.Layers, open.Viewer.Data.Snapshot.Kinds[0].Brain.Parameters);
        NeuronLayer first = brain.Layers[0];
        Edge strongest = Enumerable.Range(0, first.Width).SelectMany(to => Edge.Into(map, first, to)).MaxBy(edge => Math.Abs(edge.Weight));
        SKRect from = Panel(open).Inputs[strongest.From], to = Panel(open).Neurons[strongest.To];

        // There is nothing else between the rightmost input and the leftmost neuron.
        float x = (Panel(open).Inputs.Max(cell => cell.Right) + Panel(open).Neurons.Min(cell => cell.Left)) / 2;
        float y = from.MidY + (to.MidY - from.MidY) * (x - from.Right) / (to.Left - from.Right);
        SKColor found = Pixel(open, picture, x, y), expected = map.Colour(strongest.Weight);
        Assert.True(OpenViewer.AreAlike(expected, found, 30), $"expected {expected}, received {found}");
        Assert.Equal(Palette.Panel, Pixel(open, picture, x, 34));
    }

    [Fact]
    public void TheStrongestEdgesIntoEachNeuronAreFound()
    {
        using OpenViewer open = Open(s_forage with { Set = new() { ["hidden"] = "64,200" } }, 3);
        BrainFacts brain = open.Viewer.Data.Facts!.Brains[0];
        WeightMap map = new(brain.Layers, open.Viewer.Data.Snapshot.Kinds[0].Brain.Parameters);
        foreach (NeuronLayer layer in brain.Layers)
        {
            IReadOnlyList<Edge> edges = Edge.Strongest(map, layer);
            Assert.Equal(edges.OrderBy(edge => Math.Abs(edge.Weight)), edges);
            HashSet<Edge> candidates = [];
            for (int to = 0; to < layer.Width; to++)
            {
                candidates.UnionWith(Edge.Into(map, layer, to).TakeLast(Edge.PerNeuron(layer)));
            }

            Assert.Equal(candidates.OrderBy(edge => Math.Abs(edge.Weight)).TakeLast(edges.Count).ToHashSet(), [.. edges]);
            Assert.Equal(Math.Min(candidates.Count, Math.Max(160, layer.Weights.Rows)), edges.Count);
        }
    }

    /// <summary>A unit whose weight is set so that it is dead is crossed out. It is counted together with the dead units that a naive loop over the observations finds.</summary>
    [Fact]
    public void ADeadUnitIsCrossedAndCounted()
    {
        using OpenViewer open = Open(s_forage, null, isPaused: true);
        static void Kill(SimulationRun run) => run.Session.Brain.Weights.Set(run.Session.Brain.Parameters.Layout.Segments[1], 0, 5, -1000);
        open.Press(Key.O);
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Frame == 1);
        BrainFacts brain = open.Viewer.Data.Facts!.Brains[0];
        open.Viewer.Runner.Post(new SetWeight { Brain = brain.Name, Tensor = brain.Layout.Segments[1].Name, Row = 0, Column = 5, Value = -1000 });
        BrainSnapshot Now() => open.Viewer.Data.Snapshot.Kinds[0].Brain;
        open.ShowUntil(() => Now().UnitStates.Count > 0 && Now().UnitStates.Items[5] == UnitState.Dead);
        using SKBitmap picture = open.Read();
        Assert.True(OpenViewer.AreAlike(Palette.Text, Middle(open, picture, Panel(open).Neurons[5]), 40));

        using SimulationRun run = OpenViewer.Headless(s_forage, 1);
        Kill(run);
        UnitState[] expected = FindUnitStates(run.Session.Brain);
        Assert.Equal(UnitState.Dead, expected[5]);
        Assert.Equal(expected, Now().UnitStates.Items.ToArray());
        Assert.Equal(60, Now().EvaluatedAgents);
        Assert.Contains(
            $"19 hidden units {expected.Count(state => state == UnitState.Dead)} dead", NetworkCaption.Units(open.Viewer.Data.Brains, open.Viewer.Data.Facts!.Brains[0], Now())[0],
            StringComparison.Ordinal);
    }

    /// <summary>In separate each neuron has a map of its output over the plane.</summary>
    [Theory]
    [InlineData("range")]
    [InlineData("running")]
    public void MapsShowTheNeuronsOutputsOverThePlane(string normalization)
    {
        RunOptions options = new() { Scenario = "separate", Agents = 60, Seed = 3, Workers = 1, Set = new() { ["hidden"] = "9,5", ["normalization"] = normalization } };
        using OpenViewer open = Open(options, 30);
        using SimulationRun run = OpenViewer.Headless(options, 30);
        Brain brain = run.Session.Brain;
        const int Side = BrainSnapshot.MapSide;
        ReadOnlySpan<float> maps = open.Viewer.Data.Snapshot.Kinds[0].Brain.NeuronMaps.Items;
        Assert.Equal(16 * Side * Side, maps.Length);
        float[] inputs = new float[2];
        for (int i = 0; i < Side * Side; i += 7)
        {
            float[] place = new float[2];
            Plane.Observe(new Position((i % Side + 0.5f) * Plane.Side / Side, (i / Side + 0.5f) * Plane.Side / Side), place);
            Assert.True(brain.Normalizer.TryNormalize(place, inputs));
            double[] expected = [.. Naive(brain).Activations(new double[,] { { inputs[0], inputs[1] } }).Skip(1).SelectMany(layer => layer.Cast<double>())];
            for (int neuron = 0; neuron < 16; neuron++)
            {
                Assert.Equal(expected[neuron], maps[neuron * Side * Side + i], 1e-4);
            }
        }

        // The picture has the map's upper left corner there, on the neuron's own scale.
        using SKBitmap picture = open.Read();
        int[] uncrossed = [.. Enumerable.Range(0, 16).Where(neuron => open.Viewer.Data.Snapshot.Kinds[0].Brain.UnitStates.Items[neuron] == UnitState.Active)];
        Assert.True(uncrossed.Length >= 8);
        foreach (int neuron in uncrossed)
        {
            float[] map = maps.Slice(neuron * Side * Side, Side * Side).ToArray();
            float largest = map.Max(Math.Abs);
            SKRect cell = Panel(open).Neurons[neuron];
            int column = Side / 4, row = Side - 1 - Side / 4;
            SKColor found = Pixel(open, picture, cell.Left + cell.Width * (column + 0.5f) / Side, cell.Top + cell.Height * (Side - row - 0.5f) / Side);
            Assert.True(OpenViewer.AreAlike(Palette.Diverging(map[row * Side + column] / Math.Max(1e-6f, largest)), found, 40), $"neuron {neuron}: {found}");
        }
    }

    [Fact]
    public void NothingIsComputedForAHiddenPanel()
    {
        using OpenViewer open = new(s_forage, 10, options => options with { Select = 3 });
        Assert.Empty(open.Viewer.Data.Snapshot.Kinds[0].Brain.UnitStates.Items.ToArray());
        Assert.Empty(open.Viewer.Data.Snapshot.Selected.Activations.Items.ToArray());
        open.Press(Key.Number6);
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Selected.Activations.Count == 21);
    }

    private static OpenViewer Open(RunOptions run, long? frames, int? select = null, bool isPaused = false)
        => new(run, frames, options => options with { Show = ["network"], Select = select, IsPaused = isPaused });

    private static NetworkPanel Panel(OpenViewer open) => open.Viewer.Panels.OfType<NetworkPanel>().Single();

    private static NaiveNetwork Naive(Brain brain) => NaiveNetwork.From(brain.Policy, brain.Published.Network(NetworkNames.Policy));

    /// <summary>Finds the unit states over all decisions of the newest frame.</summary>
    private static UnitState[] FindUnitStates(Brain brain)
    {
        Decisions decisions = brain.Decisions;
        double[,] inputs = new double[decisions.Count, brain.Observations.Width];
        Matrix normalized = new(1, brain.Observations.Width);
        for (int row = 0; row < decisions.Count; row++)
        {
            brain.Normalizer.TryNormalize(decisions.Observation(row), normalized.Row(0));
            for (int i = 0; i < brain.Observations.Width; i++)
            {
                inputs[row, i] = normalized.Row(0)[i];
            }
        }

        List<UnitState> states = [];
        List<double[,]> layers = Naive(brain).Activations(inputs);
        for (int layer = 1; layer < layers.Count; layer++)
        {
            for (int unit = 0; unit < layers[layer].GetLength(1); unit++)
            {
                bool isIdle = layer < layers.Count - 1 && Enumerable.Range(0, decisions.Count).All(row => layers[layer][row, unit] <= 0);
                states.Add(isIdle ? UnitState.Dead : UnitState.Active);
            }
        }

        return [.. states];
    }

    private static SKColor Middle(OpenViewer open, SKBitmap picture, SKRect place) => Pixel(open, picture, place.MidX, place.MidY);

    private static SKColor Pixel(OpenViewer open, SKBitmap picture, float x, float y)
    {
        SKRect corner = open.Viewer.Layout.Panels[Panel(open)];
        return picture.GetPixel((int)(corner.Left + x), (int)(corner.Top + y));
    }
}
