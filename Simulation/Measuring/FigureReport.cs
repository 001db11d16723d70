using NeuroAgents.Learning;

namespace NeuroAgents.Simulation.Measuring;

/// <summary>A figure that a learner reported in a run.</summary>
/// <param name="Newest">Value in the newest minibatch that has the figure.</param>
/// <param name="Mean">Mean over the frames that have the figure, of the value in each frame's last minibatch.</param>
public sealed record FigureReport(float Newest, double Mean)
{
    /// <summary>The reported figures by their names, in the order of <see cref="LearningFigure"/>.</summary>
    internal static IReadOnlyDictionary<string, FigureReport> Of(FigureTotals totals) => Enum.GetValues<LearningFigure>()
        .Where(totals.IsReported)
        .ToDictionary(LearningFigures.NameOf, figure => new FigureReport(totals.Newest(figure), totals.Mean(figure)));
}
