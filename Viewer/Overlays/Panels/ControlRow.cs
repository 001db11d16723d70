using NeuroAgents.Viewer.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>A line of controls in a panel.</summary>
/// <param name="Label">What stands before them; without controls it is a heading.</param>
/// <param name="Meaning">What they change, for whoever points at them.</param>
/// <param name="Controls">A single one; a slider and its field; or buttons, which have no label.</param>
internal sealed record ControlRow(string Label, string Meaning, params IReadOnlyList<Control> Controls)
{
    internal const float Height = 22;
    private const float LabelWidth = 96;
    private const float FieldWidth = 62;
    private const float Gap = 6;

    /// <summary>Gives the controls their places on a line.</summary>
    /// <param name="top">Where the line begins.</param>
    /// <param name="right">Where it ends on the right.</param>
    internal void Arrange(float top, float right)
    {
        float left = PanelCanvas.Margin + (Label.Length > 0 ? LabelWidth : 0), bottom = top + Height - 3;
        if (Controls is [Slider slider, Field number])
        {
            slider.Place = new SKRect(left, top, right - FieldWidth - Gap, bottom);
            number.Place = new SKRect(right - FieldWidth, top, right, bottom);
            return;
        }

        float width = (right - left - Gap * (Controls.Count - 1)) / Controls.Count;
        for (int i = 0; i < Controls.Count; i++)
        {
            float x = left + i * (width + Gap);
            Controls[i].Place = new SKRect(x, top, x + width, bottom);
        }
    }

    /// <summary>Takes the controls' places: the line has no room.</summary>
    internal void Hide()
    {
        foreach (Control control in Controls)
        {
            control.Place = SKRect.Empty;
        }
    }

    internal bool Has(Control? control) => control is not null && Controls.Contains(control);
}
