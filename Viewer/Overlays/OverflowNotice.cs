using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>The line above the legend that names the panels that do not fit. Before the first frame, it names the preparation instead.</summary>
internal sealed class OverflowNotice(PanelLayout layout, RunData data)
{
    private const float Height = 22;

    internal CachedCanvas Image { get; } = new();

    /// <summary>Place of the line; empty if there is no text.</summary>
    internal SKRect Place => !IsPreparing ? layout.Notice
        : new SKRect(layout.World.Left, MathF.Floor(layout.World.MidY - Height / 2), layout.World.Right, MathF.Floor(layout.World.MidY + Height / 2));

    private bool IsPreparing => data.Facts is null && data.Preparation.Length > 0;

    internal void Paint(PanelCanvas canvas)
    {
        float room = canvas.Width - 2 * PanelCanvas.Margin;
        string text = IsPreparing ? canvas.Texts.Fit(data.Preparation, PanelCanvas.Small, room) : Wording(canvas.Texts, room);
        canvas.Text(text, PanelCanvas.Margin, canvas.Height / 2 + 3.5f, IsPreparing ? Palette.Text : Palette.Warning, PanelCanvas.Small);
    }

    /// <summary>Returns the hidden panels' names if they fit, else their number.</summary>
    internal string Wording(TextRenderer texts, float width)
        => texts.Width(layout.NoticeText, PanelCanvas.Small) <= width ? layout.NoticeText : $"no room for {layout.Hidden.Count} panels";
}

/// <summary>The description of the preparation before the first frame.</summary>
internal static class Preparation
{
    /// <summary>Returns the number of agents and the size of the network as text.</summary>
    internal static string Describe(RunOptions options)
    {
        IReadOnlyList<Setting> settings = options.FindScenario().Settings;
        int[] hidden = new SettingValues(settings, options.Set).Widths(settings.First(setting => setting.Name == BrainSettings.Hidden.Name));
        string layers = hidden.Length == 0 ? "without a hidden layer" : $"with {string.Join(" → ", hidden.Select(width => Numerals.Whole(width)))} hidden neurons";
        return $"preparing {Numerals.Whole(options.Agents)} agents and a network {layers}…";
    }
}
