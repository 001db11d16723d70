using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Viewer.Live;
using NeuroAgents.Viewer.Overlays.Toolkit;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Windowing;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>All scenarios; typing searches their names, what agents do in them and what can be chosen there, Enter or a click begins the one that stands out.</summary>
/// <param name="played">What begins anew.</param>
internal sealed class ScenarioCard(Played played) : Card
{
    private const float ListTop = 72;
    private const float RowHeight = 40;
    private const float FootHeight = 24;
    private readonly Field _search = new("search", () => "", _ => null) { Placeholder = "type to search" };
    private int _chosen;

    /// <summary>What the search has found.</summary>
    internal IReadOnlyList<FoundScenario> Found { get; private set; } = FoundScenario.All;

    /// <summary>The one that stands out; null where none was found.</summary>
    internal FoundScenario? Chosen => _chosen < Found.Count ? Found[_chosen] : null;

    public override Field? Typed => IsShown ? _search : null;

    protected override (float Width, float Height) Size => (520, ListTop + RowHeight * FoundScenario.All.Count + FootHeight);

    /// <summary>Shows all of them, the one that is played standing out.</summary>
    internal void Open()
    {
        IsShown = true;
        _search.Enter();
        Find("");
        _chosen = Math.Max(0, Found.ToList().FindIndex(found => found.Name == played.Options.Scenario));
    }

    /// <summary>Where a found scenario stands, in units from the card's corner.</summary>
    internal SKRect Row(int i) => new(Sheet.Margin, ListTop + i * RowHeight, Size.Width - Sheet.Margin, ListTop + (i + 1) * RowHeight - 4);

    internal override void Paint(Sheet sheet)
    {
        sheet.Text("Scenarios", Sheet.Margin, 22, isBold: true);
        sheet.TextRight("Enter begins, Esc closes", sheet.Right, 22, Palette.Faint, Sheet.Small);
        _search.Place = new SKRect(Sheet.Margin, 34, sheet.Right, 58);
        _search.Paint(sheet, isTyping: true);
        for (int i = 0; i < Found.Count; i++)
        {
            PaintRow(sheet, Found[i], Row(i), i == _chosen);
        }

        if (Found.Count == 0)
        {
            sheet.Text($"None has \"{sheet.Lettering.Fit(_search.Text, Sheet.Body, 220)}\" in its name, description or settings.", Sheet.Margin, ListTop + 16, Palette.Faint);
        }

        sheet.Text($"Begins with the seed {played.Options.Seed}, {Numerals.Whole(played.Options.Agents)} agents and the scenario's own settings.", Sheet.Margin, sheet.Height - 12, Palette.Faint, Sheet.Small);
    }

    public override bool Hover(float x, float y)
    {
        int under = RowAt(x, y), before = _chosen;
        _chosen = under >= 0 ? under : _chosen;
        return _chosen != before;
    }

    public override bool Press(float x, float y)
    {
        int under = RowAt(x, y);
        if (under >= 0)
        {
            _chosen = under;
            Begin();
        }

        return false;
    }

    public override void Type(char character)
    {
        _search.Type(character);
        Find(_search.Text);
    }

    public override void Type(Key key)
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

    public override void Leave() => IsShown = false;

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

        // What is only the old scenario's stays behind; how brains learn and how many threads work does not.
        played.Restart(played.Options with { Scenario = found.Name, Set = found.Setting is null ? [] : new() { [found.Setting] = found.Word! } });
        IsShown = false;
    }

    private int RowAt(float x, float y) => Enumerable.Range(0, Found.Count).FirstOrDefault(i => Row(i).Contains(x, y), -1);

    private static void PaintRow(Sheet sheet, FoundScenario found, SKRect place, bool isChosen)
    {
        if (isChosen)
        {
            sheet.Fill(place, Palette.Mix(Palette.Panel, Palette.Accent, 0.2), 4);
            sheet.Frame(place, Palette.Accent, 4);
        }

        sheet.Text(found.Title, place.Left + 10, place.Top + 15, Palette.Text, isBold: true);
        sheet.Text(sheet.Lettering.Fit(found.Scenario.Summary, Sheet.Small, place.Width - 20), place.Left + 10, place.Top + 29, Palette.Faint, Sheet.Small);
    }
}
