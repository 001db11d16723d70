using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Overlay.Panels;

/// <summary>Plots of the selected agent's newest seconds: each action drawn over the teacher's, the loss and the energy. The newest frame is at the right edge.</summary>
internal static class HistoryPlots
{
    private const int MaxActions = 4;
    private const float MinPlotHeight = 20;
    private const float MaxPlotHeight = 44;
    private const float CaptionHeight = 12;
    private const float Gap = 10;
    private const float RowGap = 5;

    private delegate float Reader(AgentHistory history, int i, int column);

    /// <summary>Minimum readable height, with all plots side by side.</summary>
    internal const float MinHeight = 4 + CaptionHeight + MinPlotHeight + RowGap;

    /// <summary>Returns the preferred height, with two plots side by side.</summary>
    internal static float PreferredHeight(BrainFacts brain) => 4 + (Count(brain) + 1) / 2 * (CaptionHeight + MinPlotHeight + RowGap);

    /// <summary>Paints the plots as high as the room allows.</summary>
    /// <returns>The used height.</returns>
    internal static float Paint(PanelCanvas canvas, AgentHistory history, BrainFacts brain, float y, float room)
    {
        int count = Count(brain), columns = room >= PreferredHeight(brain) ? 2 : count, rows = (count + columns - 1) / columns;
        float height = Math.Clamp(MathF.Floor((room - 4) / rows) - CaptionHeight - RowGap, MinPlotHeight, MaxPlotHeight), row = CaptionHeight + height + RowGap;
        float width = (canvas.Width - 2 * PanelCanvas.Margin - Gap * (columns - 1)) / columns;
        for (int i = 0; i < count; i++)
        {
            float left = PanelCanvas.Margin + i % columns * (width + Gap), top = y + i / columns * row;
            SKRect place = new(left, top + CaptionHeight, i == count - 1 ? canvas.Right : left + width, top + CaptionHeight + height);
            canvas.Fill(place, Palette.Background, 2);
            if (i < Actions(brain))
            {
                PaintAction(canvas, history, brain, i, place);
            }
            else if (i == Actions(brain))
            {
                PaintLoss(canvas, history, brain, place);
            }
            else
            {
                PaintEnergy(canvas, history, place);
            }
        }

        return 4 + rows * row;
    }

    private static int Actions(BrainFacts brain) => Math.Min(MaxActions, brain.Actions.Width);

    private static bool HasEnergy(BrainFacts brain) => brain.Observations.Columns.Any(column => column.Name == "energy");

    private static int Count(BrainFacts brain) => Actions(brain) + 1 + (HasEnergy(brain) ? 1 : 0);

    private static void PaintAction(PanelCanvas canvas, AgentHistory history, BrainFacts brain, int column, SKRect place)
    {
        (float low, float high) = brain.Actions.BranchAt(column) is { } branch ? (0, branch.Choices.Count - 1) : (-1, 1);
        Caption(canvas, place, brain.Actions.Names[column], $"{AgentHistory.Length / 60} s");
        if (low < 0)
        {
            canvas.Line(place.Left, place.MidY, place.Right, place.MidY, Palette.Line);
        }

        Curve(canvas, history, column, static (from, i, at) => from.Label(i, at), place, low, high, Palette.Warning);
        Curve(canvas, history, column, static (from, i, at) => from.Action(i, at), place, low, high, Palette.Accent);
    }

    private static void PaintLoss(PanelCanvas canvas, AgentHistory history, BrainFacts brain, SKRect place)
    {
        float highest = 1e-6f, sum = 0;
        int counted = 0;
        for (int i = 0; i < history.Count; i++)
        {
            float loss = history.Loss(i);
            if (!float.IsNaN(loss))
            {
                (highest, sum, counted) = (Math.Max(highest, loss), sum + loss, counted + 1);
            }
        }

        string name = brain.Actions.Branches.Count == 0 ? "loss" : brain.Actions.ContinuousCount == 0 ? "different from the teacher" : "disagreement";
        Caption(canvas, place, name, counted == 0 ? "–" : $"mean {Numerals.Short(sum / counted)}");
        Curve(canvas, history, 0, static (from, i, _) => from.Loss(i), place, 0, highest, Palette.Text);
    }

    private static void PaintEnergy(PanelCanvas canvas, AgentHistory history, SKRect place)
    {
        Caption(canvas, place, "energy", history.Count == 0 ? "–" : Numerals.Decimals(history.Energy(history.Count - 1), 2));
        Curve(canvas, history, 0, static (from, i, _) => from.Energy(i), place, 0, 1, Palette.Categories[4]);
    }

    private static void Caption(PanelCanvas canvas, SKRect place, string name, string value)
    {
        float free = place.Width - canvas.Texts.Width(value, PanelCanvas.Small) - 6;
        bool hasRoom = canvas.Texts.Width(name, PanelCanvas.Small) <= free;
        canvas.Text(canvas.Texts.Fit(name, PanelCanvas.Small, place.Width), place.Left, place.Top - 3, Palette.Faint, PanelCanvas.Small);
        if (hasRoom)
        {
            canvas.TextRight(value, place.Right, place.Top - 3, Palette.Faint, PanelCanvas.Small);
        }
    }

    private static void Curve(PanelCanvas canvas, AgentHistory history, int column, Reader read, SKRect place, float low, float high, SKColor colour)
    {
        using SKPath path = new();
        bool isOpen = false;
        for (int i = 0; i < history.Count; i++)
        {
            float value = read(history, i, column);
            if (float.IsNaN(value))
            {
                isOpen = false;
                continue;
            }

            float x = place.Right - place.Width * (history.Count - 1 - i) / (AgentHistory.Length - 1);
            float y = place.Bottom - 2 - (place.Height - 4) * Math.Clamp((value - low) / (high - low), 0, 1);
            if (isOpen)
            {
                path.LineTo(x, y);
            }
            else
            {
                path.MoveTo(x, y);
                isOpen = true;
            }
        }

        canvas.Path(path, colour, 1.2f);
    }
}
