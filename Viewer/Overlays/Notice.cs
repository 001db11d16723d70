using NeuroAgents.Viewer.Overlays.Toolkit;
using NeuroAgents.Viewer.Rendering;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>The line above the legend that says which panels have no room.</summary>
internal sealed class Notice(PanelLayout layout)
{
    internal CachedSheet Image { get; } = new();

    internal void Paint(Sheet sheet)
        => sheet.Text(Wording(sheet.Lettering, sheet.Width - 2 * Sheet.Margin), Sheet.Margin, sheet.Height / 2 + 3.5f, Palette.Warning, Sheet.Small);

    /// <summary>Their names where they have room, else how many they are.</summary>
    internal string Wording(Lettering lettering, float width)
        => lettering.Width(layout.NoticeText, Sheet.Small) <= width ? layout.NoticeText : $"no room for {layout.LeftOut.Count} panels";
}
