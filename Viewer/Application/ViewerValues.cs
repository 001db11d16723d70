using System.Globalization;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Viewer.Networks;
using NeuroAgents.Viewer.Overlays.Panels;
using NeuroAgents.Viewer.Rendering;

namespace NeuroAgents.Viewer.Application;

/// <summary>What values of the viewer's options say; null for what can't be read.</summary>
internal static class ViewerValues
{
    internal static IReadOnlyList<string> Panels(string text)
    {
        if (text is "all" or "none")
        {
            return text == "all" ? PanelCatalogue.Names : [];
        }

        string[] names = text.Split(',', StringSplitOptions.TrimEntries);
        foreach (string name in names.Where(name => !PanelCatalogue.Names.Contains(name)))
        {
            string hint = ClosestName.Find(name, [.. PanelCatalogue.Names]) is { } closest ? $" Did you mean \"{closest}\"?" : "";
            throw new UsageException($"--show: expected all, none or some of {string.Join(", ", PanelCatalogue.Names)}, given \"{name}\".{hint}");
        }

        return names;
    }

    internal static WeightView? View(string text) => WeightViews.Names.Contains(text) ? Enum.Parse<WeightView>(text, ignoreCase: true) : null;

    internal static string? PictureFile(string path) => Pixels.IsPicture(path) ? path : null;

    internal static string? SizeText(string text) => Size(text) is null ? null : text;

    internal static double? Factor(string text) => OptionText.Number(text) is { } scale and >= 1 and <= 4 ? scale : null;

    internal static int? Place(string text) => OptionText.Whole(text) is { } place and >= 0 ? place : null;

    internal static (int Width, int Height)? Size(string text)
        => text.Split('x') is [var width, var height]
            && int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out int w) && w is >= 320 and <= 16384
            && int.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out int h) && h is >= 240 and <= 16384
            ? (w, h)
            : null;
}
