namespace NeuroAgents.Training;

/// <summary>The figures of one epoch by name, as in the logs of Keras 3: <c>loss</c>, metrics, the same with <c>val_</c> in front, <c>learning_rate</c>, and
/// <c>gradient_norm</c> where convergence asks for it.</summary>
/// <remarks><c>loss</c> and metrics in training are means over the epoch's minibatches, each before its step. Reading does not allocate.</remarks>
public sealed class EpochLogs
{
    private readonly string[] _names;
    private readonly double[] _values;

    internal EpochLogs(string[] names) => (_names, _values) = (names, new double[names.Length]);

    /// <summary>Number of the epoch, from 0.</summary>
    public int Epoch { get; internal set; }

    /// <summary>Steps done by this epoch and those before.</summary>
    public long Steps { get; internal set; }

    /// <summary>Every name.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The figure of a name.</summary>
    /// <exception cref="ArgumentException">No figure has that name.</exception>
    public double this[string name]
    {
        get => _values[Index(name)];
        internal set => _values[Index(name)] = value;
    }

    internal double Value(int index) => _values[index];

    internal void Set(int index, double value) => _values[index] = value;

    internal int Index(string name)
    {
        int index = Array.IndexOf(_names, name);
        return index >= 0
            ? index
            : throw new ArgumentException($"{nameof(name)}: expected one of {string.Join(", ", _names)}, received \"{name}\".", nameof(name));
    }
}
