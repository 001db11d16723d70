using System.Globalization;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Overlay.Toolkit;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>The controls of the learning settings, which take effect at once.</summary>
/// <param name="runner">The runner of the run.</param>
/// <param name="now">Returns the current learning settings.</param>
internal sealed class LearningControls(LiveRunner runner, Func<LearningSettings> now)
{
    private const string Steps = "minibatches";
    private const string Budget = "time";
    private const double UsualBudgetMs = 1.5;
    private ulong _redrawn;

    /// <summary>Returns the rows of all controls.</summary>
    internal IEnumerable<ControlRow> Rows()
    {
        yield return Number("learning rate", "step size of the optimizer, 0 to 1; larger steps learn faster, too large ones explode", 1e-6, 1, true, 2, 0, 1, () => now().LearningRate, rate => new SetLearningRate { Value = rate });
        yield return Number("batch size", "rows per minibatch, 1 to 65536; more rows give smoother, slower steps", 1, 4096, true, 0, 1, 65_536, () => now().BatchSize, rows => new SetBatchSize { Value = (int)rows });
        yield return Number("dropout", "share of hidden units switched off per minibatch, 0 to 0.95", 0, 0.95, false, 2, 0, 0.95, () => Math.Round(now().Dropout, 6), rate => new SetDropout { Value = rate });
        yield return new ControlRow("learn by", "a fixed number of minibatches per frame, or as many as fit into a time", new Choice(
            "learn by", [Steps, Budget], () => now().LearnBudgetMs is null ? Steps : Budget, LearnBy) { IsEnabled = () => now().CanHaveBudget });
        yield return Number(Steps, "minibatches per frame, 0 to 1000", 0, 16, false, 0, 0, 1000, () => now().LearnSteps, steps => new SetLearnSteps { Value = (int)steps }, () => now().LearnBudgetMs is null);
        yield return Number(
            "budget, ms", "time for learning per frame, 0.001 to 1000 ms", 0.1, 16, true, 2, 0.001, 1000, () => now().LearnBudgetMs ?? double.NaN, time => new SetLearnBudget { Value = time }, () => now().LearnBudgetMs is not null);
        yield return new ControlRow("learning", "off: weights stay as they are, and taught rows are kept", new Toggle(
            "learning", () => now().IsLearning, isOn => runner.Post(new SetLearning { Value = isOn })) { IsEnabled = CanLearn });
        yield return new ControlRow("", "clear the optimizer's moments, or draw random weights",
            new PushButton("Reset optimizer", () => runner.Post(new ResetOptimizer())) { IsEnabled = CanLearn },
            new PushButton("Random weights", () => runner.Post(new ReinitializeWeights { Seed = unchecked(runner.Options.Seed + ++_redrawn) })));
    }

    private bool CanLearn() => now().CanLearn;

    private void LearnBy(string what)
        => runner.Post(what == Steps ? new SetLearnSteps { Value = Math.Max(1, now().LearnSteps) } : new SetLearnBudget { Value = UsualBudgetMs });

    private ControlRow Number(
        string name, string meaning, double low, double high, bool isLogarithmic, int digits, double minimum, double maximum, Func<double> read, Func<double, LiveCommand> change,
        Func<bool>? isUsed = null)
    {
        bool IsEnabled() => CanLearn() && isUsed?.Invoke() != false;
        bool isWhole = digits == 0;
        Slider slider = new(name, low, high, isLogarithmic, digits, read, (value, isFinal) => runner.Post(change(value) with { Interim = !isFinal })) { IsEnabled = IsEnabled };
        Field field = new($"{name}, number", () => Text(slider.Value), Write) { IsEnabled = IsEnabled };
        return new ControlRow(name, meaning, slider, field);

        string? Write(string text)
        {
            if (OptionText.Number(text) is not { } value || value < minimum || value > maximum || (isWhole && value != Math.Truncate(value)))
            {
                return string.Create(CultureInfo.InvariantCulture, $"{name}: expected {(isWhole ? "a whole number" : "a number")} from {minimum} to {maximum}, received \"{text}\".");
            }

            runner.Post(change(value));
            return null;
        }
    }

    private static string Text(double value) => double.IsNaN(value) ? "–" : value.ToString("0.######", CultureInfo.InvariantCulture);
}
