namespace NeuroAgents.Layers;

/// <summary>Bounds of one piece of a training step, about 30 to 60 µs on one core, so that a step can be spread over frames.</summary>
internal static class WorkBounds
{
    /// <summary>Maximum multiply-adds of a piece.</summary>
    internal const long Work = 4 << 20;

    /// <summary>Maximum bytes that a piece of a matrix product touches.</summary>
    internal const long Bytes = 2 << 20;

    /// <summary>Maximum bytes that a piece of pure copying touches.</summary>
    internal const long CopiedBytes = 1 << 20;

    /// <summary>Cost of a function such as tanh and its slope, in multiply-adds per value.</summary>
    internal const int FunctionWork = 16;
}
