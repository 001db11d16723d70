using SkiaSharp;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>A slider on a linear or logarithmic scale. It moves to a pressed place and follows the cursor in a drag.</summary>
/// <param name="name">Name of the controlled value.</param>
/// <param name="minimum">The value at the left end; above 0 where <paramref name="isLogarithmic"/>.</param>
/// <param name="maximum">The value at the right end.</param>
/// <param name="isLogarithmic">Whether equal distances stand for equal factors.</param>
/// <param name="digits">Decimals on a linear scale, significant digits on a logarithmic one.</param>
/// <param name="read">Returns the current value.</param>
/// <param name="write">Sets a value; the second argument is true for the last value of a drag.</param>
internal sealed class Slider(
    string name, double minimum, double maximum, bool isLogarithmic, int digits, Func<double> read, Action<double, bool> write) : Control(name)
{
    private const float Knob = 5;
    private double _dragged = double.NaN;

    /// <summary>The shown value; during a drag, the dragged one.</summary>
    internal double Value => double.IsNaN(_dragged) ? read() : _dragged;

    /// <summary>Returns the place of a value, in units from the panel's left edge.</summary>
    internal float XOf(double value)
    {
        double share = isLogarithmic ? Math.Log(value / minimum) / Math.Log(maximum / minimum) : (value - minimum) / (maximum - minimum);
        return Left + (Right - Left) * (float)(share >= 0 ? Math.Min(1, share) : 0);
    }

    internal override void Paint(PanelCanvas canvas, bool isTyping)
    {
        bool isEnabled = IsEnabled();
        float y = Place.MidY, x = XOf(Value);
        canvas.Fill(new SKRect(Left, y - 1.5f, Right, y + 1.5f), Palette.Line, 1.5f);
        if (isEnabled && !double.IsNaN(Value))
        {
            canvas.Fill(new SKRect(Left, y - 1.5f, x, y + 1.5f), Palette.Accent, 1.5f);
            SKRect knob = new(x - Knob, y - Knob, x + Knob, y + Knob);
            canvas.Fill(knob, double.IsNaN(_dragged) ? Palette.Accent : Palette.Text, Knob);
        }
    }

    internal override void Press(float x) => Drag(x);

    internal override void Drag(float x)
    {
        double share = Math.Clamp((x - Left) / (Right - Left), 0, 1);
        double value = isLogarithmic ? minimum * Math.Pow(maximum / minimum, share) : minimum + share * (maximum - minimum);
        value = Round(value);
        if (value != _dragged)
        {
            _dragged = value;
            write(value, false);
        }
    }

    internal override void Release(bool isInside)
    {
        write(_dragged, true);
        _dragged = double.NaN;
    }

    private float Left => Place.Left + Knob;

    private float Right => Place.Right - Knob;

    private double Round(double value)
    {
        int behind = isLogarithmic && digits > 0 ? digits - 1 - (int)Math.Floor(Math.Log10(value)) : digits;
        return Math.Clamp(behind >= 0 ? Math.Round(value, Math.Min(behind, 15)) : Math.Round(value), minimum, maximum);
    }
}
