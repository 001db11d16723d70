using NeuroAgents.Devices;
using NeuroAgents.Numerics;

namespace NeuroAgents.Tests.Support;

/// <summary>Rows in matrices, as a device reads and writes them.</summary>
internal sealed class DeviceRows(Matrix inputs, Matrix targets) : IMinibatchSource, IPredictionRows
{
    /// <summary>Outputs of the newest forward pass.</summary>
    internal Matrix Outputs { get; } = new(inputs.Rows, targets.Columns);

    public void Fill(int first, MatrixView to, MatrixView targetsTo, int worker)
    {
        Fill(first, to, worker);
        targets.View.Slice(first, targetsTo.Rows).CopyTo(targetsTo);
    }

    public void Fill(int first, MatrixView to, int worker) => inputs.View.Slice(first, to.Rows).CopyTo(to);

    public void Take(int first, ReadOnlyMatrixView outputs, int worker) => outputs.CopyTo(Outputs.View.Slice(first, outputs.Rows));
}
