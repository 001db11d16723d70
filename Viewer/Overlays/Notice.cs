using NeuroAgents.Viewer.Overlays.Toolkit;
using NeuroAgents.Viewer.Rendering;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>The line above the legend that says which panels have no room; before there is a world, one in its place that says what is prepared.</summary>
internal sealed class Notice(PanelLayout layout, PanelData data)
{
    private const float Height = 22;

    internal CachedSheet Image { get; } = new();

    /// <summary>Where it stands; empty where there is nothing to say.</summary>
    internal SKRect Place => !IsPreparing ? layout.Notice
        : new SKRect(layout.World.Left, MathF.Floor(layout.World.MidY - Height / 2), layout.World.Right, MathF.Floor(layout.World.MidY + Height / 2));

    private bool IsPreparing => data.Facts is null && data.Preparation.Length > 0;

    internal void Paint(Sheet sheet)
    {
        float room = sheet.Width - 2 * Sheet.Margin;
        string text = IsPreparing ? sheet.Lettering.Fit(data.Preparation, Sheet.Small, room) : Wording(sheet.Lettering, room);
        sheet.Text(text, Sheet.Margin, sheet.Height / 2 + 3.5f, IsPreparing ? Palette.Text : Palette.Warning, Sheet.Small);
    }

    /// <summary>Their names where they have room, else how many they are.</summary>
    internal string Wording(Lettering lettering, float width)
        => lettering.Width(layout.NoticeText, Sheet.Small) <= width ? layout.NoticeText : $"no room for {layout.LeftOut.Count} panels";
}
