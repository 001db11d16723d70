using System.Globalization;
using NeuroAgents.Agents;
using NeuroAgents.Curricula;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Measuring;

namespace NeuroAgents.Simulation.Interchange.TensorBoard;

/// <summary>
/// The events of a run for TensorBoard, with the frame as the step: means of each simulated second under the tags that ML-Agents uses, and every ten simulated seconds a histogram of each tensor.
/// </summary>
/// <remarks>The first write error is reported once. The run then continues without events.</remarks>
/// <param name="file">The event file.</param>
/// <param name="report">Receives a line of text about a write error.</param>
internal sealed class RunEvents(EventFile file, Action<string> report) : IRunRecorder
{
    internal const string Score = "Environment/Cumulative Reward";
    internal const string EpisodeLength = "Environment/Episode Length";
    internal const string LessonNumber = "Environment/Lesson Number/";
    internal const string Loss = "Losses/Pretraining Loss";
    internal const string HeldOutLoss = "Losses/Held-Out Loss";
    internal const string LearningRate = "Policy/Learning Rate";
    internal const int HistogramInterval = 600;

    public int Interval => 60;

    /// <summary>The write error after which no more events are written; null if there was none.</summary>
    internal string? Failure { get; private set; }

    public void Record(RunRecord record, IReadOnlyList<Brain> brains)
    {
        if (Failure is not null)
        {
            return;
        }

        long frame = record.FirstFrame + record.Count;
        try
        {
            file.Write(frame, Summarize(record, brains));
        }
        catch (IOException error)
        {
            Failure = string.Create(CultureInfo.InvariantCulture, $"--tensorboard: the events of frame {frame:N0} could not be written: {error.Message}");
            report($"note: {Failure}; the run continues without events");
        }
    }

    /// <summary>Returns the tag of a figure: the one of ML-Agents, if ML-Agents has this figure.</summary>
    private static string TagOf(LearningFigure figure) => figure switch
    {
        LearningFigure.PolicyLoss => "Losses/Policy Loss",
        LearningFigure.ValueLoss => "Losses/Value Loss",
        LearningFigure.Entropy => "Policy/Entropy",
        LearningFigure.MeanValue => "Policy/Extrinsic Value Estimate",
        LearningFigure.KullbackLeibler => "Policy/KL Divergence",
        LearningFigure.ClipFraction => "Policy/Clip Fraction",
        LearningFigure.ReferenceKullbackLeibler => "Policy/Reference KL Divergence",
        LearningFigure.ExplainedVariance => "Policy/Explained Variance",
        LearningFigure.Temperature => "Policy/Continuous Entropy Coeff",
        LearningFigure.Elo => "Self-Play/ELO",
        _ => $"Policy/{figure}",
    };

    private Summary Summarize(RunRecord record, IReadOnlyList<Brain> brains)
    {
        Summary summary = new();
        FrameMeans means = record.Means((record.Count - 1) / Interval * Interval, record.Count);
        AddReturns(summary, brains, means.Score);
        Add(summary, "Environment/Label Variance", means.LabelVariance);
        if (!brains.Any(brain => brain.Learner?.Columns.Contains(ExperienceColumn.Reward) == true))
        {
            AddMeasured(summary, Loss, means.Loss);
        }

        AddMeasured(summary, HeldOutLoss, means.HeldOutLoss);
        AddTimes(summary, means.Times);
        foreach (CurriculumParameter parameter in record.Lessons)
        {
            Add(summary, LessonNumber + parameter.Name, parameter.LessonNumber);
        }

        foreach (Brain brain in brains)
        {
            // With several brains, the tags contain the brain's name.
            string suffix = brains.Count == 1 ? "" : $"/{brain.Name}", prefix = brains.Count == 1 ? "" : $"{brain.Name}/";
            if (brain.Learner is not null)
            {
                AddMeasured(summary, LearningRate + suffix, brain.Hyperparameters.LearningRate);
                for (LearningFigure figure = LearningFigure.PolicyLoss; (int)figure < LearningFigures.Count; figure++)
                {
                    AddMeasured(summary, TagOf(figure) + suffix, brain.Statistics.Figures[figure]);
                }
            }

            if (record.Count % HistogramInterval == 0)
            {
                AddHistograms(summary, prefix, brain.Published);
            }
        }

        return summary;
    }

    /// <summary>Adds the mean return and length of each brain's newest 100 episodes, once an episode has finished. Adds the score if no brain receives rewards.</summary>
    private static void AddReturns(Summary summary, IReadOnlyList<Brain> brains, double score)
    {
        if (brains.All(brain => brain.Statistics.Episodes.Decisions == 0))
        {
            Add(summary, Score, score);
            return;
        }

        foreach (Brain brain in brains)
        {
            string suffix = brains.Count == 1 ? "" : $"/{brain.Name}";
            AddMeasured(summary, Score + suffix, brain.Statistics.Episodes.NewestReturn);
            AddMeasured(summary, EpisodeLength + suffix, brain.Statistics.Episodes.NewestLength);
        }
    }

    private static void AddTimes(Summary summary, FrameTimes times)
    {
        Add(summary, "Frame/Milliseconds", times.Total);
        Add(summary, "Frame/Sense Milliseconds", times.Sense);
        Add(summary, "Frame/Decide Milliseconds", times.Decide);
        Add(summary, "Frame/Act Milliseconds", times.Act);
        Add(summary, "Frame/Learn Milliseconds", times.Learn);
    }

    /// <summary>Adds histograms of the weights that decide. The trained weights may change in the background at the same time.</summary>
    private static void AddHistograms(Summary summary, string prefix, ParameterSnapshot weights)
    {
        foreach (ParameterSegment segment in weights.Layout.Segments)
        {
            ReadOnlySpan<float> values = weights.Values.Slice(segment.Offset, segment.Rows * segment.Stride);
            if (Histogram.Of(new ReadOnlyMatrixView(values, segment.Rows, segment.Columns, segment.Stride)) is { } histogram)
            {
                summary.Value.Add(new Summary.Types.Value { Tag = prefix + segment.Name, Histo = histogram });
            }
        }
    }

    private static void AddMeasured(Summary summary, string tag, double value)
    {
        if (!double.IsNaN(value))
        {
            Add(summary, tag, value);
        }
    }

    private static void Add(Summary summary, string tag, double value) => summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)value });
}
