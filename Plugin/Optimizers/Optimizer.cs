using System.Diagnostics;
using System.Globalization;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;
using NeuroAgents.Serialization;

namespace NeuroAgents.Optimizers;

/// <summary>Rule and state that move parameters against their gradient, in one fused pass over the buffer that includes clipping, penalties and weight decay.</summary>
/// <remarks>
/// <para>Padding in the buffers is zero and stays zero under every rule. <see cref="Step"/> does not allocate. One thread at a time.</para>
/// <para>A step is refused if any value of its gradient is NaN, infinite or, without clipping, above <see cref="LargestGradient"/>. Parameters, state and
/// number of steps then stay as they were. The square of such a value would overflow in the state and freeze its parameter. A state that still overflows,
/// from a sum of many large gradients or from an old file, is limited to the largest float32 and decays from there.</para>
/// <para>Smaller outliers are used as they are. One gradient of 1e18 slows its parameter for tens of thousands of steps, and forever in Adagrad, FTRL and
/// AMSGrad, whose states never fall. Clipping avoids this.</para>
/// </remarks>
public abstract class Optimizer
{
    /// <summary>Largest absolute gradient value of a step without clipping, 1e19. Its square is finite in float32.</summary>
    public const float LargestGradient = 1e19f;

    private readonly int _length;
    private readonly OptimizerOptions _common;
    private readonly AlignedBuffer[] _states;
    private readonly string[] _stateNames;
    private readonly float[] _statesAtStart;
    private readonly double[] _scalarsAtStart = [];
    private readonly double[] _lanes;
    private int[] _tensorStarts = [];
    private double[] _scales = [1];
    private int _tensor;
    private double _learningRate;

    private protected Optimizer(OptimizerOptions options, int length, params string[] stateNames)
    {
        Require.NotNull(options);
        options.Validate();
        if (length < 0 || length % Matrix.StrideMultiple != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, $"length: expected a multiple of {Matrix.StrideMultiple}, received {length}.");
        }

        _length = length;
        _common = options.Copy();
        _stateNames = stateNames;
        _states = [.. stateNames.Select(_ => new AlignedBuffer(length))];
        _statesAtStart = new float[stateNames.Length];
        _learningRate = options.LearningRate;
        _lanes = new double[HasNorms ? FixedLanes.Count : 0];
    }

    /// <summary>Name in options and archives, lower case.</summary>
    public abstract string Name { get; }

    /// <summary>Step size η of the next step, at least 0. If a schedule sets the rate, η of the last step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to NaN or out of range.</exception>
    /// <exception cref="InvalidOperationException"><see cref="OptimizerOptions.Schedule"/> sets the rate before each step.</exception>
    public double LearningRate
    {
        get => _learningRate;
        set
        {
            RequireRate(value);
            _learningRate = value;
        }
    }

    /// <summary>Refuses a rate that <see cref="LearningRate"/> can't be set to. Changes nothing.</summary>
    internal void RequireRate(double rate)
    {
        Require.InRange(rate, 0, float.MaxValue, nameof(LearningRate));
        if (_common.Schedule is not null)
        {
            throw new InvalidOperationException(
                FormattableString.Invariant($"LearningRate: expected an optimizer without a schedule, received {rate} for one with a schedule, which sets the rate before each step."));
        }
    }

    /// <summary>Minimum of <see cref="LearningRateScale"/>, from which it recovers within some hundreds of good steps.</summary>
    internal const double MinScale = 1e-6;

    /// <summary>Factor of the learning rate in each step, 0.000001 to 1. A guard lowers it after bad steps and lets it recover. Default: 1.</summary>
    public double LearningRateScale
    {
        get;
        internal set => field = Math.Max(value, MinScale);
    } = 1;

    /// <summary>Number of steps made.</summary>
    public long Steps { get; private set; }

    /// <summary>η of the current step: learning rate times its scale.</summary>
    private protected double StepSize => LearningRate * LearningRateScale;

    /// <summary>Scalars that the rule carries from step to step, such as β₁ᵗ.</summary>
    private protected double[] Scalars
    {
        get;
        init
        {
            field = value;
            _scalarsAtStart = [.. value];
        }
    } = [];

    /// <summary>Moves the parameters against the gradient.</summary>
    /// <param name="parameters">The parameter buffer, changed in place.</param>
    /// <param name="gradients">dL/dparameters, same length.</param>
    /// <exception cref="ArgumentException">A length differs from the one given at creation.</exception>
    /// <exception cref="ArithmeticException">A value of the gradient is NaN, infinite or, without clipping, above <see cref="LargestGradient"/>; nothing was changed.</exception>
    /// <exception cref="InvalidOperationException">Norms are clipped tensor by tensor, and <see cref="SetTensors"/> was not called.</exception>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradients)
    {
        if (!TryStep(parameters, gradients))
        {
            throw new ArithmeticException(Refusal(gradients));
        }
    }

    /// <summary>Moves the parameters against the gradient unless <see cref="Step"/> would refuse it. Does not allocate.</summary>
    /// <param name="parameters">The parameter buffer, changed in place.</param>
    /// <param name="gradients">dL/dparameters, same length.</param>
    /// <returns>Whether the step was made. If not, nothing was changed.</returns>
    /// <exception cref="ArgumentException">A length differs from the one given at creation.</exception>
    /// <exception cref="InvalidOperationException">Norms are clipped tensor by tensor, and <see cref="SetTensors"/> was not called.</exception>
    public bool TryStep(Span<float> parameters, ReadOnlySpan<float> gradients)
    {
        Require.Length(gradients.Length, _length, nameof(gradients));
        bool isAccepted = Accepts(gradients);
        if (isAccepted)
        {
            StepUnchecked(parameters, gradients);
        }

        return isAccepted;
    }

    /// <summary>Returns whether a step with this gradient, or with this range of a gradient, would be made.</summary>
    internal bool Accepts(ReadOnlySpan<float> gradients) => Bounds.AreWithin(gradients, GradientLimit);

    /// <summary>Makes a <see cref="Step"/> with a gradient that <see cref="Accepts"/> has accepted.</summary>
    private void StepUnchecked(Span<float> parameters, ReadOnlySpan<float> gradients)
    {
        Require.Length(parameters.Length, _length, nameof(parameters));
        Require.Length(gradients.Length, _length, nameof(gradients));
        BeginNorms();
        AddNorms(gradients, 0, _length);
        BeginUpdate();
        UpdateRange(parameters, gradients, 0, _length);
    }

    /// <summary>Number of parameters, padding included.</summary>
    internal int Length => _length;

    /// <summary>Clears the norms of the previous gradient.</summary>
    /// <exception cref="InvalidOperationException">Norms are clipped tensor by tensor, and <see cref="SetTensors"/> was not called.</exception>
    internal void BeginNorms()
    {
        if (_common.ClipNorm > 0 && _tensorStarts.Length == 0)
        {
            throw new InvalidOperationException("ClipNorm: expected tensors, received none; call SetTensors before the first step.");
        }

        Debug.Assert(_common.ClipNorm == 0 || _scales.Length == _tensorStarts.Length, "Each tensor must have a scale.");
        Array.Clear(_lanes, 0, _lanes.Length);
        _tensor = 0;
    }

    /// <summary>Adds a range of the gradient to the norms for clipping. Ranges must come in order and in multiples of 16.</summary>
    internal void AddNorms(ReadOnlySpan<float> gradients, int start, int end)
    {
        AssertRange(start, end);
        Debug.Assert(gradients.Length == _length, "The gradient must have the length of the parameters.");
        while (HasNorms && start < end)
        {
            int tensorEnd = TensorEnd(_tensor), stop = Math.Min(end, tensorEnd);
            FixedLanes.AddSquares(gradients[start..stop], _lanes);
            start = stop;
            if (stop == tensorEnd)
            {
                _scales[_tensor++] = Scale(FixedLanes.Total(_lanes));
                Array.Clear(_lanes, 0, _lanes.Length);
            }
        }
    }

    /// <summary>Counts the step once its norms are complete. From here on the optimizer has changed, and <see cref="UpdateRange"/> must cover all parameters.</summary>
    internal void BeginUpdate()
    {
        Debug.Assert(!HasNorms || _length == 0 || TensorStart(_tensor) == _length, "An update must follow the norms of the whole gradient.");
        if (_common.Schedule is { } schedule)
        {
            _learningRate = schedule.Rate(Steps);
        }

        Steps++;
        BeginStep();
        _tensor = 0;
    }

    /// <summary>Moves a range of the parameters. Ranges must come in order and in multiples of 16.</summary>
    internal void UpdateRange(Span<float> parameters, ReadOnlySpan<float> gradients, int start, int end)
    {
        AssertRange(start, end);
        Debug.Assert(parameters.Length == _length && gradients.Length == _length, "Parameters and gradient must have the length of the state.");
        Debug.Assert(start == end || start >= TensorStart(_tensor), "Ranges of an update must come in order.");
        Debug.Assert(Accepts(gradients[start..end]), "An update must have a gradient that was accepted.");
        while (start < end)
        {
            int tensorEnd = TensorEnd(_tensor), stop = Math.Min(end, tensorEnd);
            Update(new Slice(start, stop - start), Prepare(_scales[_tensor]), parameters[start..stop], gradients[start..stop]);
            start = stop;
            _tensor += stop == tensorEnd ? 1 : 0;
        }
    }

    /// <summary>Sets where tensors start, for clipping by their norms. Allocates.</summary>
    /// <param name="starts">Offsets in the parameter buffer, ascending multiples of 16, the first 0.</param>
    /// <exception cref="ArgumentException">The first offset is not 0, an offset is not a multiple of 16, or the offsets don't ascend within the buffer.</exception>
    public void SetTensors(IReadOnlyList<int> starts)
    {
        Require.NotNull(starts);
        for (int i = 0; i < starts.Count; i++)
        {
            bool isNext = i == 0 ? starts[i] == 0 : starts[i] > starts[i - 1] && starts[i] < _length;
            if (!isNext || starts[i] % Matrix.StrideMultiple != 0)
            {
                throw new ArgumentException($"starts: expected ascending multiples of {Matrix.StrideMultiple} from 0, received {starts[i]} at {i}.", nameof(starts));
            }
        }

        _tensorStarts = [.. starts];
        _scales = new double[Math.Max(1, starts.Count)];
        _scales.AsSpan().Fill(1);
    }

    /// <summary>Adds the state to an archive, as <c>prefix/steps</c>, <c>prefix/learning_rate</c> and tensors such as <c>prefix/first_moment</c>. Allocates.</summary>
    /// <param name="archive">Archive to write to.</param>
    /// <param name="prefix">Start of the tensors' names.</param>
    /// <exception cref="ArgumentException">The archive already has tensors with these names.</exception>
    public void Save(TensorArchive archive, string prefix = "optimizer")
    {
        Require.NotNull(archive);
        archive.Metadata[$"{prefix}/type"] = Name;
        archive.AddCount($"{prefix}/steps", Steps);
        archive.AddScalar($"{prefix}/learning_rate", BitConverter.DoubleToInt64Bits(LearningRate));
        archive.Add<long>($"{prefix}/scalars", [Scalars.Length], [.. Scalars.Select(BitConverter.DoubleToInt64Bits)]);
        for (int i = 0; i < _states.Length; i++)
        {
            archive.Add<float>($"{prefix}/{_stateNames[i]}", [_length], _states[i].Span);
        }
    }

    /// <summary>Restores the state that an optimizer of the same kind saved, so that the next step is the one it would have made. Allocates.</summary>
    /// <param name="archive">Archive to read from.</param>
    /// <param name="prefix">Start of the tensors' names.</param>
    /// <exception cref="ArchiveFormatException">The state is missing, belongs to another optimizer, has another length, or has a value out of its range. Nothing was changed.</exception>
    public void Load(TensorArchive archive, string prefix = "optimizer")
    {
        LoadState(archive, prefix);
        LoadRate(archive, prefix);
    }

    /// <summary>Loads the state as <see cref="Load"/> does, but keeps the learning rate.</summary>
    internal void LoadState(TensorArchive archive, string prefix)
    {
        Require.NotNull(archive);
        RequireState(archive, prefix, _length);
        Steps = archive.GetCount($"{prefix}/steps");
        archive.GetDoubles($"{prefix}/scalars", Scalars.Length, 0, 1).CopyTo(Scalars, 0);
        for (int i = 0; i < _states.Length; i++)
        {
            archive.CopyTo($"{prefix}/{_stateNames[i]}", [_length], _states[i].Span);
        }
    }

    internal void LoadRate(TensorArchive archive, string prefix) => _learningRate = SavedRate(archive, prefix);

    /// <summary>Refuses a saved state unless it fits this kind of optimizer and a parameter buffer of the given length. Changes nothing.</summary>
    /// <remarks>The given length may differ from the length of this optimizer.</remarks>
    /// <exception cref="ArchiveFormatException">The state is missing, belongs to another optimizer, has another length than the given one, or has a value out of its range.</exception>
    internal void RequireState(TensorArchive archive, string prefix, int length)
    {
        string kind = archive.GetMetadata($"{prefix}/type");
        if (kind != Name)
        {
            throw new ArchiveFormatException(archive.Origin, $"metadata \"{prefix}/type\"", $"\"{Name}\"", Excerpt.Of(kind));
        }

        archive.GetCount($"{prefix}/steps");
        SavedRate(archive, prefix);
        archive.GetDoubles($"{prefix}/scalars", Scalars.Length, 0, 1);
        for (int i = 0; i < _states.Length; i++)
        {
            archive.RequireFloats($"{prefix}/{_stateNames[i]}", [length], MinOf(i));
        }
    }

    /// <summary>Returns the minimum value of a state. Sums of squares, means of squares and largest gradients are at least 0; a negative one would make the next step NaN.</summary>
    internal float MinOf(int state)
        => _stateNames[state] is "second_moment" or "largest_second_moment" or "mean_square" or "mean_square_step" or "sum_of_squares" or "largest_gradient" ? 0 : float.MinValue;

    /// <summary>Resets everything except the number of steps and the learning rate. Does not allocate.</summary>
    internal void ResetState()
    {
        _scalarsAtStart.CopyTo(Scalars, 0);
        for (int i = 0; i < _states.Length; i++)
        {
            _states[i].Span.Fill(_statesAtStart[i]);
        }
    }

    private static double SavedRate(TensorArchive archive, string prefix)
    {
        double rate = BitConverter.Int64BitsToDouble(archive.GetScalar<long>($"{prefix}/learning_rate"));
        return rate >= 0 && rate <= float.MaxValue
            ? rate
            : throw new ArchiveFormatException(archive.Origin, $"tensor \"{prefix}/learning_rate\"", "a rate of at least 0", rate.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Copies the state, without the learning rate, to a snapshot.</summary>
    internal void CopyTo(OptimizerSnapshot snapshot) => CopyTo(snapshot, 0, _length);

    /// <summary>Copies a range of the state's values and all scalars to a snapshot. The snapshot is complete once all ranges were copied without a step between them.</summary>
    internal void CopyTo(OptimizerSnapshot snapshot, int start, int end)
    {
        Debug.Assert(snapshot.States.Length == _states.Length && snapshot.Scalars.Length == Scalars.Length, "A snapshot must be one of this optimizer.");
        AssertRange(start, end);
        snapshot.Steps = Steps;
        Scalars.CopyTo(snapshot.Scalars, 0);
        for (int i = 0; i < _states.Length; i++)
        {
            _states[i].Span[start..end].CopyTo(snapshot.States[i].Span[start..end]);
        }
    }

    /// <summary>Restores the state from a snapshot of this optimizer.</summary>
    internal void CopyFrom(OptimizerSnapshot snapshot) => CopyFrom(snapshot, 0, _length);

    /// <summary>Restores a range of the state's values and all scalars from a snapshot of this optimizer.</summary>
    internal void CopyFrom(OptimizerSnapshot snapshot, int start, int end)
    {
        Debug.Assert(snapshot.States.Length == _states.Length && snapshot.Scalars.Length == Scalars.Length, "A snapshot must be one of this optimizer.");
        Steps = snapshot.Steps;
        snapshot.Scalars.CopyTo(Scalars, 0);
        for (int i = 0; i < _states.Length; i++)
        {
            snapshot.States[i].Span[start..end].CopyTo(_states[i].Span[start..end]);
        }
    }

    /// <summary>Creates an empty snapshot for the state of this optimizer. Allocates.</summary>
    internal OptimizerSnapshot CreateSnapshot() => new([.. _states.Select(_ => new AlignedBuffer(_length))], new double[Scalars.Length]);

    /// <summary>Sets the initial value of a state, and sets all values of the state to it.</summary>
    private protected void Fill(int state, double value)
    {
        _statesAtStart[state] = (float)value;
        _states[state].Span.Fill((float)value);
    }

    /// <summary>Advances the scalars that depend on the number of steps.</summary>
    private protected virtual void BeginStep()
    {
    }

    /// <summary>Runs the rule over a slice.</summary>
    private protected abstract void Update(Slice slice, in Preparation preparation, Span<float> parameters, ReadOnlySpan<float> gradients);

    /// <summary>Runs the fused pass of a rule over a slice and its states.</summary>
    private protected void Run<TRule>(TRule rule, Slice slice, in Preparation preparation, Span<float> parameters, ReadOnlySpan<float> gradients)
        where TRule : struct, IUpdateRule
        => UpdateLoop.Run(rule, preparation, parameters, gradients, State(0, slice), State(1, slice), State(2, slice));

    /// <summary>Largest absolute gradient value that is accepted before clipping.</summary>
    private float GradientLimit
    {
        get
        {
            double clip = Math.Max(_common.ClipValue, Math.Max(_common.ClipNorm, _common.GlobalClipNorm));
            return clip is > 0 and <= LargestGradient ? float.MaxValue : LargestGradient;
        }
    }

    internal string Refusal(ReadOnlySpan<float> gradients)
    {
        int place = 0;
        while (Math.Abs(gradients[place]) <= GradientLimit)
        {
            place++;
        }

        return FormattableString.Invariant($"gradients: expected absolute values up to {GradientLimit:G3}, received {gradients[place]} at {place}; the step was not made.");
    }

    /// <summary>Whether the gradient's scale depends on norms.</summary>
    private bool HasNorms => _common.ClipNorm > 0 || _common.GlobalClipNorm > 0;

    /// <summary>Returns the end of the range that shares a scale: one tensor, or the whole buffer.</summary>
    private int TensorEnd(int tensor) => _common.ClipNorm > 0 && tensor + 1 < _tensorStarts.Length ? _tensorStarts[tensor + 1] : _length;

    private int TensorStart(int tensor) => tensor == 0 ? 0 : TensorEnd(tensor - 1);

    [Conditional("DEBUG")]
    private void AssertRange(int start, int end)
        => Debug.Assert(
            start >= 0 && start <= end && end <= _length && start % Matrix.StrideMultiple == 0 && end % Matrix.StrideMultiple == 0,
            "A range of the parameters must lie within them, at multiples of 16.");

    /// <summary>Sum of squares that <see cref="OptimizerOptions.GlobalClipNorm"/> counts in addition to this gradient's, for networks that are clipped together. Not saved. Default: 0.</summary>
    internal double OtherSquares { get; set; }

    private double Scale(double sumOfSquares)
    {
        double norm = Math.Sqrt(sumOfSquares + (_common.GlobalClipNorm > 0 ? OtherSquares : 0)), limit = _common.ClipNorm > 0 ? _common.ClipNorm : _common.GlobalClipNorm;
        return norm > limit ? limit / norm : 1;
    }

    private Span<float> State(int index, Slice slice) => index < _states.Length ? _states[index].Span.Slice(slice.Start, slice.Length) : default;

    private Preparation Prepare(double scale) => new()
    {
        IsNeeded = _common.ClipValue > 0 || scale != 1 || _common.L1 > 0 || _common.L2 > 0 || _common.WeightDecay > 0,
        Scale = (float)scale,
        Clip = _common.ClipValue > 0 ? (float)_common.ClipValue : float.PositiveInfinity,
        L1 = (float)_common.L1,
        L2 = (float)(2 * _common.L2),
        Decay = (float)(StepSize * _common.WeightDecay),
    };

    /// <summary>A range of the buffers.</summary>
    private protected readonly struct Slice(int start, int length)
    {
        internal int Start { get; } = start;

        internal int Length { get; } = length;
    }
}
