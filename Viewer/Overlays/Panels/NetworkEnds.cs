using NeuroAgents.Viewer.Live;
using NeuroAgents.Viewer.Overlays.Toolkit;
using NeuroAgents.Viewer.Rendering;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>What goes into a network and what comes out of it, by name.</summary>
/// <param name="places">Where everything stands.</param>
/// <param name="brain">The brain.</param>
/// <param name="agent">Whose values are shown; null for none.</param>
internal sealed class NetworkEnds(NeuronPlaces places, BrainFacts brain, SelectedAgent? agent)
{
    /// <summary>Between the middles of two names, at least.</summary>
    internal const float LeastPitch = 10;

    internal void PaintInputs(Sheet sheet, int hovered)
    {
        for (int i = 0; i < places.Inputs.Length; i++)
        {
            SKRect cell = places.Inputs[i];
            sheet.Fill(cell, agent is null ? Palette.Background : Palette.Diverging(agent.Inputs.Items[i]));
            sheet.Frame(cell, i == hovered ? Palette.Text : Palette.Line);
            if (places.NamesInputs)
            {
                string name = sheet.Lettering.Fit(brain.Observations.Columns[i].Name, Sheet.Small, cell.Left - Sheet.Margin - 4);
                sheet.TextRight(name, cell.Left - 5, cell.MidY + 3.5f, Palette.Faint, Sheet.Small);
            }
        }

        if (places.NamesSensors)
        {
            PaintSensorNames(sheet, places.Inputs);
        }
    }

    /// <summary>A bracket around the inputs of each sensor, and its name where the one above leaves room.</summary>
    private void PaintSensorNames(Sheet sheet, ReadOnlySpan<SKRect> inputs)
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
            sheet.Line(x, inputs[first].Top, x, inputs[next - 1].Bottom, Palette.Faint);
            if (middle >= free)
            {
                sheet.TextRight(sheet.Lettering.Fit(name, Sheet.Small, x - Sheet.Margin - 4), x - 4, middle + 3.5f, Palette.Faint, Sheet.Small);
                free = middle + LeastPitch;
            }
        }
    }

    /// <summary>Beside what an output is now what the agent did: decided before the frame's learning, and within its bounds.</summary>
    internal void PaintOutputNames(Sheet sheet)
    {
        NeuronLayer outputs = brain.Layers[^1];
        IReadOnlyList<string> names = brain.OutputNames;
        float now = places.ShowsActions ? sheet.Right - NeuronPlaces.NumberWidth : sheet.Right;
        for (int i = 0; i < names.Count; i++)
        {
            SKRect cell = places.Neurons[outputs.First + i];
            if (cell.Height < 9)
            {
                continue;
            }

            float room = now - cell.Right - 5 - (agent is null ? 0 : NeuronPlaces.NumberWidth);
            sheet.Text(sheet.Lettering.Fit(names[i], Sheet.Small, room), cell.Right + 5, cell.MidY + 3.5f, Palette.Text, Sheet.Small);
            if (agent is null)
            {
                continue;
            }

            sheet.TextRight(Numerals.Decimals(agent.Activations.Items[outputs.First + i], 2), now, cell.MidY + 3.5f, Palette.Faint, Sheet.Small);
            ReadOnlySpan<float> done = agent.WasDriven ? agent.Label.Items : agent.Action.Items;
            if (places.ShowsActions && i < brain.Actions.ContinuousCount && i < done.Length)
            {
                sheet.TextRight(Numerals.Decimals(done[i], 2), sheet.Right, cell.MidY + 3.5f, DoneColour, Sheet.Small);
            }
        }

        if (places.ShowsActions && agent is not null)
        {
            float y = places.Neurons[outputs.First].Top - 6;
            sheet.TextRight(agent.WasDriven ? "brain" : "now", now, y, Palette.Faint, Sheet.Small);
            sheet.TextRight(agent.WasDriven ? "you" : "did", sheet.Right, y, DoneColour, Sheet.Small);
        }
    }

    /// <summary>That of the brain's decisions, or of a person's.</summary>
    private SKColor DoneColour => agent is { WasDriven: true } ? Palette.Warning : Palette.Accent;
}
