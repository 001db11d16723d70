using NeuroAgents.Numerics;

namespace NeuroAgents.Agents;

/// <summary>The rows of one decision and their state: observations, masks, actions and labels, each indexed by row.</summary>
/// <remarks>The brain owns it; the game writes observations and reads actions through <see cref="Decisions"/>.</remarks>
internal sealed class DecisionRows(int observationWidth, ActionSpec actions, bool isSampled = false)
{
    private readonly int _actionWidth = actions.Width;
    private readonly int _maskWidth = actions.Shape.Choices;

    // Rows have no padding: they hold a few values each, so padding to cache lines would be most of the memory.
    private float[] _actions = [];
    private float[] _labels = [];
    private float[] _samples = [];
    private float[] _logProbabilities = [];
    private bool[] _masks = [];

    /// <summary>Whether rows have room for samples and their log-probabilities.</summary>
    internal bool HasSamples => isSampled;

    internal Matrix Observations { get; private set; } = new(0, observationWidth);

    /// <summary>Number of values in each row before those that the game writes: the earlier observations of an <see cref="ObservationStack"/>.</summary>
    internal int EarlierWidth { get; init; }

    /// <summary>Rows that can't be decided because an observation is refused or a mask leaves a branch without a choice.</summary>
    internal bool[] Refused { get; private set; } = [];

    /// <summary>For each row with a NaN output, the number of the first action with such an output, counted from 1; 0 for all other rows.</summary>
    internal int[] Undecided { get; private set; } = [];

    internal bool[] Labelled { get; private set; } = [];

    /// <summary>Slot of each row's agent.</summary>
    internal int[] Slots { get; private set; } = [];

    /// <summary><see cref="AgentHandle.Id"/> of each row's agent.</summary>
    internal ulong[] Ids { get; private set; } = [];

    /// <summary>Number of rows.</summary>
    internal int Count { get; private set; }

    /// <summary>Number of the decision, which increases with each one.</summary>
    internal long Number { get; private set; }

    /// <summary>Whether the decision is made. Also true if none was begun.</summary>
    internal bool IsDecided { get; private set; } = true;

    internal bool AnyLabelled { get; private set; }

    /// <summary>The state of the current decision, without the rows' contents. Set it only while no row is labelled.</summary>
    internal DecisionMark Mark
    {
        get => new(Number, Count, IsDecided);
        set => (Number, Count, IsDecided) = value;
    }

    internal void EnsureCapacity(int rows)
    {
        if (rows > Refused.Length)
        {
            int capacity = Math.Max(rows, Refused.Length * 2);
            Observations = new Matrix(capacity, observationWidth);
            _actions = new float[checked(capacity * _actionWidth)];
            _labels = new float[capacity * _actionWidth];
            _samples = new float[isSampled ? capacity * _actionWidth : 0];
            _logProbabilities = new float[isSampled ? capacity : 0];
            _masks = new bool[checked(capacity * _maskWidth)];
            Refused = new bool[capacity];
            Undecided = new int[capacity];
            Labelled = new bool[capacity];
            Slots = new int[capacity];
            Ids = new ulong[capacity];
        }
    }

    /// <summary>Begins a decision with a row for each agent.</summary>
    /// <exception cref="ArgumentException">A handle is stale or appears twice; the decision then has no rows.</exception>
    internal void Begin(ReadOnlySpan<AgentHandle> handles, AgentTable agents)
    {
        EnsureCapacity(handles.Length);
        Number++;
        (Count, IsDecided) = (0, false);
        try
        {
            for (int row = 0; row < handles.Length; row++)
            {
                agents.Place(handles[row], row, Number);
                (Slots[row], Ids[row]) = (handles[row].Slot, handles[row].Id);
            }
        }
        catch (ArgumentException)
        {
            // A new number also removes the agents that were already placed.
            Number++;
            IsDecided = true;
            throw;
        }

        Open(handles.Length);
    }

    /// <summary>Sets the number of decisions so far, as after loading a saved game, and removes all rows.</summary>
    internal void ResumeAt(long number) => Mark = new(number, 0, true);

    private void Open(int rows)
    {
        Count = rows;
        Refused.AsSpan(0, rows).Clear();

        // A column that the game leaves unwritten must not be learned: old values would look like an observation.
        for (int row = 0; row < rows; row++)
        {
            Observations.Row(row).Fill(float.NaN);
        }

        _masks.AsSpan(0, rows * _maskWidth).Fill(true);
    }

    /// <exception cref="InvalidOperationException">The decision is already made, or there is none.</exception>
    internal void RequireOpen()
    {
        if (IsDecided)
        {
            throw new InvalidOperationException("Decide: expected one call after each BeginDecisions, received one without BeginDecisions before it, or a second one.");
        }
    }

    /// <exception cref="InvalidOperationException">The decision is not made yet.</exception>
    internal void RequireDecided(string call)
    {
        if (!IsDecided)
        {
            throw new InvalidOperationException($"{call}: expected a call after Decide, received one between BeginDecisions and Decide.");
        }
    }

    internal void MarkDecided() => IsDecided = true;

    /// <summary>Returns the actions of consecutive rows for writing, [count, actions].</summary>
    internal MatrixView Actions(int start, int count) => new(_actions.AsSpan(start * _actionWidth, count * _actionWidth), count, _actionWidth, _actionWidth);

    /// <summary>Number of values of an action.</summary>
    internal int ActionWidth => _actionWidth;

    /// <summary>The sampled action of a row, with continuous values before they were limited; the final action if the row was not sampled.</summary>
    internal ReadOnlySpan<float> Sample(int row) => IsSampled(row) ? SampleOf(row) : _actions.AsSpan(row * _actionWidth, _actionWidth);

    /// <summary>ln π of a row's sample; NaN if the row was not sampled.</summary>
    internal float LogProbability(int row) => isSampled ? _logProbabilities[row] : float.NaN;

    internal bool IsSampled(int row) => !float.IsNaN(LogProbability(row));

    /// <summary>Place of a row's sample, written by the decision together with <see cref="SetLogProbability"/>.</summary>
    internal Span<float> SampleOf(int row) => _samples.AsSpan(row * _actionWidth, _actionWidth);

    internal void SetLogProbability(int row, float value) => _logProbabilities[row] = value;

    internal ReadOnlySpan<float> Label(int row) => _labels.AsSpan(row * _actionWidth, _actionWidth);

    /// <summary>Places of the samples of consecutive rows.</summary>
    internal Span<float> Samples(int start, int count) => _samples.AsSpan(start * _actionWidth, count * _actionWidth);

    /// <summary>Places of ln π of consecutive rows.</summary>
    internal Span<float> LogProbabilities(int start, int count) => _logProbabilities.AsSpan(start, count);

    /// <summary>Masks of consecutive rows.</summary>
    internal ReadOnlySpan<bool> Masks(int start, int count) => _masks.AsSpan(start * _maskWidth, count * _maskWidth);

    /// <summary>Returns the flags of the choices allowed to a row; empty if all actions are continuous.</summary>
    internal ReadOnlySpan<bool> Mask(int row) => _masks.AsSpan(row * _maskWidth, _maskWidth);

    internal ActionMask Mask(int row, long number)
    {
        RequireRow(row, number);
        return IsDecided
            ? throw new InvalidOperationException("Mask: expected a call before Decide, received one after it.")
            : new ActionMask(_masks.AsSpan(row * _maskWidth, _maskWidth), actions);
    }

    internal Span<float> Observation(int row, long number)
    {
        RequireRow(row, number);
        return Observations.Row(row)[EarlierWidth..];
    }

    internal ReadOnlySpan<float> Inputs(int row, long number)
    {
        RequireRow(row, number);
        return Observations.Row(row);
    }

    internal ReadOnlySpan<float> Action(int row, long number)
    {
        RequireRow(row, number);
        return IsDecided
            ? _actions.AsSpan(row * _actionWidth, _actionWidth)
            : throw new InvalidOperationException("Action: expected a call after Decide, received one before it.");
    }

    internal ReadOnlySpan<float> Continuous(int row, long number) => Action(row, number)[..actions.ContinuousCount];

    internal int Choice(int row, int branch, long number) => (int)Action(row, number)[actions.PlaceOf(branch)];

    internal void Label(int row, ReadOnlySpan<float> action)
    {
        action.CopyTo(_labels.AsSpan(row * _actionWidth, _actionWidth));
        Labelled[row] = true;
        AnyLabelled = true;
    }

    internal void ClearLabels()
    {
        Labelled.AsSpan(0, Count).Clear();
        AnyLabelled = false;
    }

    private void RequireRow(int row, long number)
    {
        if (number != Number)
        {
            throw new InvalidOperationException("Decisions: expected those of the last BeginDecisions, received older ones.");
        }

        if ((uint)row >= (uint)Count)
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, $"row: expected 0 to {Count - 1}, received {row}.");
        }
    }
}

/// <summary>The state of a decision: its number, its number of rows, and whether it is made.</summary>
internal readonly record struct DecisionMark(long Number, int Count, bool IsDecided);
