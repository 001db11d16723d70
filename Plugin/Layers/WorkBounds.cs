namespace NeuroAgents.Layers;

/// <summary>Bounds of one piece of a training step, so that a step can be spread over frames: about 30 to 60 µs on one core.</summary>
internal static class WorkBounds
{
    /// <summary>Multiply-adds of a piece.</summary>
    internal const long Work = 4 << 20;

    /// <summary>Bytes that a product touches.</summary>
    internal const long Bytes = 2 << 20;

    /// <summary>Bytes that a piece of pure copying touches.</summary>
    internal const long CopiedBytes = 1 << 20;

    /// <summary>Cost of a function such as tanh and its slope, in multiply-adds a value.</summary>
    internal const int FunctionWork = 16;
}
