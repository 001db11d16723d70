namespace NeuroAgents.Learning;

/// <summary>The figures that a brain's learner reported in a run, by name: the newest value and the mean over the frames that reported it.</summary>
/// <remarks>Values that are not finite do not count. Does not allocate after its creation.</remarks>
public sealed class FigureTotals
{
    private readonly float[] _newest = new float[LearningFigures.Count];
    private readonly double[] _sums = new double[LearningFigures.Count];
    private readonly long[] _counts = new long[LearningFigures.Count];

    /// <summary>Whether a figure was reported.</summary>
    public bool IsReported(LearningFigure figure) => _counts[(int)figure] > 0;

    /// <summary>Newest value of a figure; NaN before the first.</summary>
    public float Newest(LearningFigure figure) => IsReported(figure) ? _newest[(int)figure] : float.NaN;

    /// <summary>Mean of a figure over the frames that reported it; NaN before the first.</summary>
    public double Mean(LearningFigure figure) => _sums[(int)figure] / _counts[(int)figure];

    /// <summary>Adds the figures of a frame.</summary>
    public void Add(in LearningFigures figures)
    {
        for (int i = 0; i < _newest.Length; i++)
        {
            float value = figures[(LearningFigure)i];
            if (float.IsFinite(value))
            {
                (_newest[i], _sums[i], _counts[i]) = (value, _sums[i] + value, _counts[i] + 1);
            }
        }
    }

    /// <summary>Clears all figures.</summary>
    public void Clear()
    {
        Array.Clear(_sums, 0, _sums.Length);
        Array.Clear(_counts, 0, _counts.Length);
    }

    /// <summary>Copies the totals of another run.</summary>
    public void CopyFrom(FigureTotals other)
    {
        other._newest.CopyTo(_newest, 0);
        other._sums.CopyTo(_sums, 0);
        other._counts.CopyTo(_counts, 0);
    }
}
