using NeuroAgents.Agents;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Viewer.Overlays.Panels;
using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Viewer.Windowing;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Overlays.Panels;

[Collection(Display.Name)]
public sealed class EventsPanelTests
{
    private static readonly RunOptions s_forage = new() { Scenario = "forage", Agents = 60, Seed = 5, Workers = 1 };

    /// <summary>Guard events of a hundred frames leave room for other events.</summary>
    [Fact]
    public void ManyGuardEventsAreOneLineForEachReason()
    {
        using SimulationRun run = OpenViewer.Headless(s_forage, 0);
        Brain brain = run.Session.Kinds[0].Brain;
        EventLog log = new();
        log.Add(0, "loaded");
        for (int frame = 1; frame <= 100; frame++)
        {
            log.Add(frame, new GuardEvent(brain, GuardReason.StepsSkipped, 2, StepFault.LossExploded, frame));
            if (frame % 50 == 0)
            {
                log.Add(frame, new GuardEvent(brain, GuardReason.RolledBack, 1, StepFault.LossExploded, frame));
            }
        }

        log.Add(101, new GuardEvent(brain, GuardReason.RowsRefused, 1, StepFault.None, float.NaN));
        Assert.Equal(
            [
                (0, "loaded"), (100, "foragers: 200 learning steps skipped: LossExploded, loss 100, since frame 1"),
                (100, "foragers: rolled back to the last good weights 2 times: LossExploded, loss 100, since frame 50"),
                (101, "foragers: 1 row refused: a value is not finite or out of its bounds"),
            ],
            Texts(log));
        log.BeginRun();
        log.Add(3, new GuardEvent(brain, GuardReason.RowsRefused, 1, StepFault.None, float.NaN));
        Assert.Equal(5, Texts(log).Length);
    }

    [Fact]
    public void RefusedRowsAreOneLineForEachKind()
    {
        using SimulationRun run = OpenViewer.Headless(s_forage, 0);
        EventLog log = new();
        for (int frame = 1; frame <= 3; frame++)
        {
            GuardEvent refused = new(run.Session.Kinds[0].Brain, GuardReason.RowsRefused, 2, StepFault.None, float.NaN);
            log.Add(frame, refused with { Refusal = new Refusal(RefusalKind.Observation, "food.0", float.NaN, 0, 1) });
            log.Add(frame, refused with { Refusal = new Refusal(RefusalKind.Label, "turn", 2 * frame, -1, 1) });
        }

        Assert.Equal(
            [
                (3, "foragers: 6 observations refused: food.0: expected about 0 to 1, received NaN, since frame 1"),
                (3, "foragers: 6 labels refused: turn: expected -1 to 1, received 6, since frame 1"),
            ],
            Texts(log));
    }

    [Fact]
    public void ARepeatedEventShowsItsCountAndFirstFrame()
    {
        EventLog log = new();
        log.Add(7, "copied");
        log.Add(7, "copied");
        log.Add(7, "saved");
        log.Add(8, "saved");
        log.Add(1200, "saved");
        Assert.Equal([(7, "copied × 2"), (1200, "saved × 3, since frame 7")], Texts(log));
    }

    [Fact]
    public void TheWheelScrollsToOlderEventsAndBack()
    {
        using OpenViewer open = new(s_forage, null, options => options with { IsPaused = true, Show = ["events"], Scale = 1 });
        for (int i = 0; i < 60; i++)
        {
            open.Viewer.Watch.Events.Add(i, $"event {i}");
        }

        EventsPanel panel = open.Viewer.Panels.OfType<EventsPanel>().Single();
        open.Read().Dispose();
        int visible = 60 - panel.HiddenCount.Older;
        Assert.InRange(visible, 4, 59);
        Scroll(open, panel, -2);
        Assert.Equal((2, 58 - visible), panel.HiddenCount);
        Scroll(open, panel, -100);
        Assert.Equal(0, panel.HiddenCount.Older);
        int newer = panel.HiddenCount.Newer;
        Scroll(open, panel, -1);
        Assert.Equal((newer, 0), panel.HiddenCount);
        Scroll(open, panel, 100);
        Assert.Equal((0, 60 - visible), panel.HiddenCount);
    }

    private static void Scroll(OpenViewer open, EventsPanel panel, float notches)
    {
        SKRect place = open.Viewer.Layout.Panels[panel];
        open.Viewer.Handle(new WindowEvent(WindowEventKind.Wheel, X: place.MidX, Y: place.MidY, Delta: notches));
        open.Read().Dispose();
    }

    private static (long, string)[] Texts(EventLog log)
    {
        List<LoggedEvent> events = [];
        log.CopyTo(events);
        return [.. events.Select(logged => (logged.Frame, EventsPanel.Text(logged)))];
    }
}
