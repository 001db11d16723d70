using System.Buffers;
using NeuroAgents.Learning;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents.Checkpoints;

/// <summary>Carries a saved brain over to one whose observations and actions may be others by now: what has the same name keeps its weights.</summary>
internal sealed class BrainTransfer
{
    private readonly SavedBrain _saved;
    private readonly ParameterLayout _layout;
    private readonly NameMap _observations;
    private readonly NameMap _outputs;
    private readonly List<(ParameterSegment From, ParameterSegment To, NameMap? Rows, NameMap? Columns)> _tensors = [];

    /// <exception cref="ArchiveFormatException">The hidden layers, their activation or the kind of the actions are others.</exception>
    internal BrainTransfer(SavedBrain saved, BrainOptions options, ParameterLayout layout)
    {
        (_saved, _layout) = (saved, layout);
        Require("hidden layers", Widths(options), Widths(saved.Options));
        Require("activation", options.Activation.Name, saved.Options.Activation.Name);
        Require("output activation", options.OutputActivation?.Name ?? "none", saved.Options.OutputActivation?.Name ?? "none");
        Require("normalization", $"{options.Normalization}", $"{saved.Options.Normalization}");
        Require("actions", Kind(options.Actions!), Kind(saved.Actions));
        _observations = NameMap.Create(saved.Observations.Columns.Select(column => column.Name), options.Observations.Columns.Select(column => column.Name));
        _outputs = NameMap.Create(saved.Actions.Outputs, options.Actions!.Outputs);
        RequireSome("observations", options.Observations.Columns.Select(column => column.Name), saved.Observations.Columns.Select(column => column.Name));
        RequireSome("actions", options.Actions.Names, saved.Actions.Names);
        MatchPolicy();
        MatchOthers();
        Report = new BrainLoadReport
        {
            MatchedObservations = [.. _observations.Matched(i => options.Observations.Columns[i].Name)],
            AddedObservations = [.. _observations.Added(i => options.Observations.Columns[i].Name)],
            DroppedObservations = [.. _observations.Dropped(i => saved.Observations.Columns[i].Name)],
            RescaledObservations = [.. _observations.Matched(i => options.Observations.Columns[i]).Where(column => !saved.Observations.Columns.Contains(column))
                .Select(column => column.Name)],
            MatchedActions = [.. _outputs.Matched(i => Name(options.Actions!, i))],
            AddedActions = [.. _outputs.Added(i => Name(options.Actions!, i))],
            DroppedActions = [.. _outputs.Dropped(i => Name(saved.Actions, i))],
            IsLearnerContinued = false,
        };
    }

    internal BrainLoadReport Report { get; }

    /// <summary>Writes the saved weights over those of the brain; networks that the file doesn't have stay as they are.</summary>
    internal void CopyParametersTo(ParameterBuffer parameters)
    {
        float[] saved = ArrayPool<float>.Shared.Rent(_saved.Layout.Length);
        _saved.CopyParametersTo(saved);
        Carry(saved, parameters.Values, isStateOfLearner: false);
        ArrayPool<float>.Shared.Return(saved);
    }

    /// <summary>Carries over mean and variance of the observations that both have.</summary>
    internal void TakeMoments(RunningMoments? moments)
    {
        if (_saved.Moments is { } saved)
        {
            moments?.Set(saved, _observations.Source);
        }
    }

    /// <summary>The learner's part of the archive, with every buffer of the file's layout carried over to the brain's.</summary>
    /// <param name="start">What the brain's learner carried before its first step.</param>
    /// <returns>Null if the file's learner was of another kind.</returns>
    internal TensorArchive? LearnerState(TensorArchive start)
    {
        TensorArchive saved = _saved.Archive;
        bool isSameKind = _saved.Options.Learner is not null && start.Metadata.All(kind => saved.Metadata.TryGetValue(kind.Key, out string? found) && found == kind.Value)
            && start.Names.All(name => saved.TryFind(name, out _));
        return isSameKind ? saved.Select(ILearner.StatePrefix, (tensor, state) => CarryState(tensor, start, state)) : null;
    }

    /// <summary>Carries a buffer of the learner over, if that is what a tensor is.</summary>
    private bool CarryState(ArchivedTensor tensor, TensorArchive start, TensorArchive state)
    {
        bool isBuffer = tensor.Type == TensorType.F32 && tensor.Shape.SequenceEqual([_saved.Layout.Length])
            && start.TryFind(tensor.Name, out ArchivedTensor? atStart) && atStart.Type == TensorType.F32 && atStart.Shape.SequenceEqual([_layout.Length]);
        if (isBuffer)
        {
            Span<float> carried = state.Reserve<float>(tensor.Name, [_layout.Length]);
            start.CopyTo(tensor.Name, [_layout.Length], carried);
            float[] saved = ArrayPool<float>.Shared.Rent(_saved.Layout.Length);
            _saved.Archive.CopyTo(tensor.Name, tensor.Shape, saved.AsSpan(0, _saved.Layout.Length));
            Carry(saved, carried, isStateOfLearner: true);
            ArrayPool<float>.Shared.Return(saved);
        }

        return isBuffer;
    }

    /// <summary>Writes every tensor that the file has. What is new in it becomes zero, or, for the learner, stays at its start; so do padding and other tensors.</summary>
    private void Carry(ReadOnlySpan<float> from, Span<float> to, bool isStateOfLearner)
    {
        foreach ((ParameterSegment source, ParameterSegment target, NameMap? rows, NameMap? columns) in _tensors)
        {
            for (int row = 0; row < target.Rows; row++)
            {
                int sourceRow = rows?.Source(row) ?? row;
                for (int column = 0; column < target.Columns; column++)
                {
                    int sourceColumn = columns?.Source(column) ?? column;
                    bool isNew = sourceRow < 0 || sourceColumn < 0;
                    if (!isNew || !isStateOfLearner)
                    {
                        to[target.Offset + row * target.Stride + column] = isNew ? 0 : from[source.Offset + sourceRow * source.Stride + sourceColumn];
                    }
                }
            }
        }
    }

    /// <summary>Tensor by tensor in their order: dropout layers between them, which the names count, may be others.</summary>
    private void MatchPolicy()
    {
        ParameterSegment[] from = Network(_saved.Layout, isPolicy: true), to = Network(_layout, isPolicy: true);
        for (int i = 0; i < to.Length; i++)
        {
            // Weights and biases in turn: observations are the rows of the first weights, outputs the columns of the last tensors.
            _tensors.Add((from[i], to[i], i == 0 ? _observations : null, i >= to.Length - 2 ? _outputs : null));
        }
    }

    private void MatchOthers()
    {
        ParameterSegment[] saved = Network(_saved.Layout, isPolicy: false);
        foreach (ParameterSegment to in Network(_layout, isPolicy: false))
        {
            if (Array.Find(saved, each => each.Name == to.Name) is { } from)
            {
                Require($"tensor \"{to.Name}\"", $"[{to.Rows}, {to.Columns}]", $"[{from.Rows}, {from.Columns}]");
                _tensors.Add((from, to, null, null));
            }
        }
    }

    private static ParameterSegment[] Network(ParameterLayout layout, bool isPolicy)
        => [.. layout.Segments.Where(segment => segment.Name.StartsWith($"{LearnerContext.PolicyName}/", StringComparison.Ordinal) == isPolicy)];

    private void Require(string part, string expected, string found)
    {
        if (expected != found)
        {
            throw new ArchiveFormatException(_saved.Archive.Origin, part, expected, found);
        }
    }

    /// <summary>A brain that shares no name with this one is another one's: all of its weights would become zero.</summary>
    private void RequireSome(string part, IEnumerable<string> expected, IEnumerable<string> found)
    {
        string[] known = [.. found];
        if (!expected.Intersect(known).Any())
        {
            throw new ArchiveFormatException(_saved.Archive.Origin, part, $"some of {Excerpt.Of(string.Join(", ", expected))}", Excerpt.Of(string.Join(", ", known)));
        }
    }

    private static string Widths(BrainOptions options) => options.Hidden.Count == 0 ? "none" : string.Join(", ", options.Hidden);

    private static string Kind(ActionSpec actions) => actions.Branches.Count == 0 ? "continuous ones" : "discrete ones";

    private static string Name(ActionSpec actions, int output)
    {
        (string action, string? choice) = actions.Outputs.ElementAt(output);
        return choice is null ? action : $"{action}/{choice}";
    }
}
