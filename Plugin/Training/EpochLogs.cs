namespace NeuroAgents.Training;

/// <summary>The figures of one epoch by name, as in the logs of Keras 3: <c>loss</c>, the metrics, both again with the prefix <c>val_</c> if there is validation,
/// <c>learning_rate</c>, and <c>gradient_norm</c> if <see cref="FitOptions.GradientTolerance"/> is set.</summary>
/// <remarks>The training loss and metrics cover the epoch's rows, each measured before the step of its minibatch. Reading does not allocate.</remarks>
public sealed class EpochLogs
{
    private readonly string[] _names;
    private readonly double[] _values;

    internal EpochLogs(string[] names) => (_names, _values) = (names, new double[names.Length]);

    /// <summary>Zero-based index of the epoch.</summary>
    public int Epoch { get; internal set; }

    /// <summary>Number of steps from the beginning of the fit to the end of this epoch.</summary>
    public long Steps { get; internal set; }

    /// <summary>Names of all figures.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The figure with the given name.</summary>
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
