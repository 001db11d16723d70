using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Networks;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Overlay.Panels;

/// <summary>The named inputs and outputs of a network.</summary>
/// <param name="places">Places of inputs and neurons.</param>
/// <param name="brain">The brain.</param>
/// <param name="agent">The agent whose values are shown; null for none.</param>
internal sealed class NetworkEnds(NeuronPlaces places, BrainFacts brain, AgentSnapshot? agent)
{
    internal void PaintInputs(PanelCanvas canvas, int hovered)
    {
        for (int i = 0; i < places.Inputs.Length; i++)
        {
            SKRect cell = places.Inputs[i];
            canvas.Fill(cell, agent is null ? Palette.Background : Palette.Diverging(agent.Inputs.Items[i]));
            canvas.Frame(cell, i == hovered ? Palette.Text : Palette.Line);
            if (places.NamesInputs)
            {
                string name = canvas.Texts.Fit(brain.Observations.Columns[i].Name, PanelCanvas.Small, cell.Left - PanelCanvas.Margin - 4);
                canvas.TextRight(name, cell.Left - 5, cell.MidY + 3.5f, Palette.Faint, PanelCanvas.Small);
            }
        }

        if (places.NamesSensors)
        {
            PaintSensorNames(canvas, places.Inputs);
        }
    }

    /// <summary>Paints a bracket around the inputs of each sensor, and its name unless it would overlap the name above.</summary>
    private void PaintSensorNames(PanelCanvas canvas, ReadOnlySpan<SKRect> inputs)
    {
        float free = 0;
        for (int first = 0, next; first < inputs.Length; first = next)
        {
            string name = ObservationLine.SensorOf(brain.Observations.Columns[first].Name);
            for (next = first + 1; next < inputs.Length && ObservationLine.SensorOf(brain.Observations.Columns[next].Name) == name;)
            {
                next++;
            }

            float x = inputs[first].Left - 4, middle = (inputs[first].Top + inputs[next - 1].Bottom) / 2;
            canvas.Line(x, inputs[first].Top, x, inputs[next - 1].Bottom, Palette.Faint);
            if (middle >= free)
            {
                canvas.TextRight(canvas.Texts.Fit(name, PanelCanvas.Small, x - PanelCanvas.Margin - 4), x - 4, middle + 3.5f, Palette.Faint, PanelCanvas.Small);
                free = middle + NeuronPlaces.MinPitch;
            }
        }
    }

    /// <summary>Paints the outputs' names, the current outputs, and the agent's action, which was decided before the frame's learning and is within its bounds.</summary>
    internal void PaintOutputNames(PanelCanvas canvas)
    {
        NeuronLayer outputs = brain.Layers[^1];
        IReadOnlyList<string> names = brain.OutputNames;
        float now = places.ShowsActions ? canvas.Right - NeuronPlaces.NumberWidth : canvas.Right;
        for (int i = 0; i < names.Count; i++)
        {
            SKRect cell = places.Neurons[outputs.First + i];
            if (cell.Height < 9)
            {
                continue;
            }

            float room = now - cell.Right - 5 - (agent is null ? 0 : NeuronPlaces.NumberWidth);
            canvas.Text(canvas.Texts.Fit(names[i], PanelCanvas.Small, room), cell.Right + 5, cell.MidY + 3.5f, Palette.Text, PanelCanvas.Small);
            if (agent is null)
            {
                continue;
            }

            canvas.TextRight(Numerals.Decimals(agent.Activations.Items[outputs.First + i], 2), now, cell.MidY + 3.5f, Palette.Faint, PanelCanvas.Small);
            ReadOnlySpan<float> action = agent.WasDriven ? agent.Label.Items : agent.Action.Items;
            if (places.ShowsActions && i < brain.Actions.ContinuousCount && i < action.Length)
            {
                canvas.TextRight(Numerals.Decimals(action[i], 2), canvas.Right, cell.MidY + 3.5f, ActionColour, PanelCanvas.Small);
            }
        }

        if (places.ShowsActions && agent is not null)
        {
            float y = places.Neurons[outputs.First].Top - 6;
            canvas.TextRight(agent.WasDriven ? "brain" : "now", now, y, Palette.Faint, PanelCanvas.Small);
            canvas.TextRight(agent.WasDriven ? "you" : "did", canvas.Right, y, ActionColour, PanelCanvas.Small);
        }
    }

    /// <summary>The colour of the brain's decisions, or of a person's.</summary>
    private SKColor ActionColour => agent is { WasDriven: true } ? Palette.Warning : Palette.Accent;
}
