using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Viewer.Snapshots;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>A searchable list of all scenarios. Typing searches names, descriptions and the words of settings; Enter or a click starts the highlighted scenario.</summary>
/// <param name="current">The current run, which the card can replace.</param>
internal sealed class ScenarioCard(CurrentRun current) : Card
{
    private const float ListTop = 72;
    private const float RowHeight = 40;
    private const float FootHeight = 24;
    private readonly Field _search = new("search", () => "", _ => null) { Placeholder = "type to search" };
    private int _chosen;

    /// <summary>The search results.</summary>
    internal IReadOnlyList<FoundScenario> Found { get; private set; } = FoundScenario.All;

    /// <summary>The highlighted scenario; null if none was found.</summary>
    internal FoundScenario? Chosen => _chosen < Found.Count ? Found[_chosen] : null;

    internal override Field? Typed => IsShown ? _search : null;

    protected override (float Width, float Height) Size => (520, ListTop + RowHeight * FoundScenario.All.Count + FootHeight);

    /// <summary>Shows all scenarios, with the current one highlighted.</summary>
    internal void Open()
    {
        IsShown = true;
        _search.Enter();
        Find("");
        _chosen = Math.Max(0, Found.ToList().FindIndex(found => found.Name == current.Options.Scenario));
    }

    /// <summary>Returns the place of a search result, in units from the card's corner.</summary>
    internal SKRect Row(int i) => new(PanelCanvas.Margin, ListTop + i * RowHeight, Size.Width - PanelCanvas.Margin, ListTop + (i + 1) * RowHeight - 4);

    internal override void Paint(PanelCanvas canvas)
    {
        canvas.Text("Scenarios", PanelCanvas.Margin, 22, isBold: true);
        canvas.TextRight("Enter starts, Esc closes", canvas.Right, 22, Palette.Faint, PanelCanvas.Small);
        _search.Place = new SKRect(PanelCanvas.Margin, 34, canvas.Right, 58);
        _search.Paint(canvas, isTyping: true);
        for (int i = 0; i < Found.Count; i++)
        {
            PaintRow(canvas, Found[i], Row(i), i == _chosen);
        }

        if (Found.Count == 0)
        {
            canvas.Text($"No scenario matches \"{canvas.Texts.Fit(_search.Text, PanelCanvas.Body, 220)}\".", PanelCanvas.Margin, ListTop + 16, Palette.Faint);
        }

        canvas.Text($"Starts with seed {current.Options.Seed}, {Numerals.Whole(current.Options.Agents)} agents and default settings.", PanelCanvas.Margin, canvas.Height - 12, Palette.Faint, PanelCanvas.Small);
    }

    internal override bool Hover(float x, float y)
    {
        int under = RowAt(x, y), before = _chosen;
        _chosen = under >= 0 ? under : _chosen;
        return _chosen != before;
    }

    internal override bool Press(float x, float y)
    {
        int under = RowAt(x, y);
        if (under >= 0)
        {
            _chosen = under;
            Begin();
        }

        return false;
    }

    internal override void Type(char character)
    {
        _search.Type(character);
        Find(_search.Text);
    }

    internal override void Type(Key key)
    {
        switch (key)
        {
            case Key.Escape:
                IsShown = false;
                break;
            case Key.Enter or Key.KeypadEnter:
                Begin();
                break;
            case Key.Up or Key.Down:
                _chosen = Math.Clamp(_chosen + (key == Key.Up ? -1 : 1), 0, Math.Max(0, Found.Count - 1));
                break;
            default:
                _search.Type(key);
                Find(_search.Text);
                break;
        }
    }

    internal override void Leave() => IsShown = false;

    private void Find(string text)
    {
        if (text.Length == 0)
        {
            Found = FoundScenario.All;
            return;
        }

        string? before = Chosen?.Name;
        Found = FoundScenario.Search(text);
        _chosen = Math.Max(0, Found.ToList().FindIndex(found => found.Name == before && found.HasInName(text)));
    }

    private void Begin()
    {
        if (Chosen is not { } found)
        {
            return;
        }

        // Settings that only the old scenario has are dropped; learning settings and the number of threads are kept.
        current.Restart(current.Options with { Scenario = found.Name, Set = found.Setting is null ? [] : new() { [found.Setting] = found.Word! }, Curriculum = null });
        IsShown = false;
    }

    private int RowAt(float x, float y) => Enumerable.Range(0, Found.Count).FirstOrDefault(i => Row(i).Contains(x, y), -1);

    private static void PaintRow(PanelCanvas canvas, FoundScenario found, SKRect place, bool isChosen)
    {
        if (isChosen)
        {
            canvas.Fill(place, Palette.Mix(Palette.Panel, Palette.Accent, 0.2), 4);
            canvas.Frame(place, Palette.Accent, 4);
        }

        canvas.Text(found.Title, place.Left + 10, place.Top + 15, Palette.Text, isBold: true);
        canvas.Text(canvas.Texts.Fit(found.Scenario.Summary, PanelCanvas.Small, place.Width - 20), place.Left + 10, place.Top + 29, Palette.Faint, PanelCanvas.Small);
    }
}

/// <summary>A search result: a scenario, or a scenario with one of its settings set to a word.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Setting">Name of the setting; null for the scenario with its defaults.</param>
/// <param name="Word">The chosen word of the setting.</param>
internal sealed record FoundScenario(Scenario Scenario, string? Setting = null, string? Word = null)
{
    /// <summary>Name on the command line.</summary>
    internal string Name => Scenario.Name;

    /// <summary>Title in the list.</summary>
    internal string Title => Setting is null ? Name : $"{Name}, {Setting} {Word}";

    /// <summary>All scenarios with their defaults.</summary>
    internal static IReadOnlyList<FoundScenario> All { get; } = [.. ScenarioCatalogue.Standard.All.Select(scenario => new FoundScenario(scenario))];

    /// <summary>Returns the scenarios that contain a text in their name, then in their description, then in a word of a setting; at most the number of scenarios.</summary>
    internal static IReadOnlyList<FoundScenario> Search(string text)
    {
        IEnumerable<FoundScenario> byName = All.Where(found => found.HasInName(text));
        IEnumerable<FoundScenario> byDescription = All.Where(found => Has(found.Scenario.Summary, text));
        IEnumerable<FoundScenario> byWord = All.SelectMany(found => WithWords(found.Scenario)).Where(found => Has(found.Word!, text));
        return [.. byName.Concat(byDescription).Concat(byWord).Distinct().Take(All.Count)];
    }

    internal bool HasInName(string text) => Has(Name, text);

    private static IEnumerable<FoundScenario> WithWords(Scenario scenario)
        => from setting in scenario.Settings.Except(BrainSettings.All) from word in setting.Words select new FoundScenario(scenario, setting.Name, word);

    private static bool Has(string text, string part) => text.Contains(part.Trim(), StringComparison.OrdinalIgnoreCase);
}
