using NeuroAgents.Overlay.Brains;

namespace NeuroAgents.Overlay.Networks;

/// <summary>A weight between two neurons.</summary>
/// <param name="From">The input, or the neuron of the layer before.</param>
/// <param name="To">The neuron.</param>
/// <param name="Weight">The weight.</param>
internal readonly record struct Edge(int From, int To, float Weight)
{
    /// <summary>Maximum number of distinguishable edges of a layer.</summary>
    private const int MaxPerLayer = 160;
    private const int MaxWeightsRead = 500_000;

    /// <summary>Returns the number of shown edges into each neuron of a layer.</summary>
    internal static int PerNeuron(NeuronLayer layer) => Math.Clamp(MaxPerLayer / layer.Width, 1, layer.Weights.Rows);

    /// <summary>Returns n if only every n-th neuron of a layer with very many weights is read; 1 for all.</summary>
    internal static int EveryNeuron(NeuronLayer layer) => (int)(((long)layer.Weights.Rows * layer.Width + MaxWeightsRead - 1) / MaxWeightsRead);

    /// <summary>Returns the strongest edges into each neuron that is read, from weak to strong. If these are too many to distinguish, only the strongest of them are returned.</summary>
    internal static IReadOnlyList<Edge> Strongest(WeightMap map, NeuronLayer layer)
    {
        Edge[] best = new Edge[PerNeuron(layer)];
        List<Edge> edges = new(best.Length * layer.Width);
        for (int to = 0; to < layer.Width; to += EveryNeuron(layer))
        {
            int found = 0;
            for (int from = 0; from < layer.Weights.Rows; from++)
            {
                Edge edge = new(from, to, map.Weight(layer.Weights, from, to));
                if (found < best.Length || edge.Size > best[^1].Size)
                {
                    found = Math.Min(found + 1, best.Length);
                    Insert(best.AsSpan(0, found), edge);
                }
            }

            edges.AddRange(best.AsSpan(0, found));
        }

        edges.Sort((a, b) => a.Size.CompareTo(b.Size));
        return edges.Count <= Math.Max(MaxPerLayer, layer.Weights.Rows) ? edges : edges[^MaxPerLayer..];
    }

    /// <summary>Returns all edges into a neuron, from weak to strong.</summary>
    internal static IReadOnlyList<Edge> Into(WeightMap map, NeuronLayer layer, int to)
        => [.. Enumerable.Range(0, layer.Weights.Rows).Select(from => new Edge(from, to, map.Weight(layer.Weights, from, to))).OrderBy(edge => edge.Size)];

    /// <summary>Returns all edges from a neuron or an input into a layer, from weak to strong.</summary>
    internal static IReadOnlyList<Edge> OutOf(WeightMap map, NeuronLayer layer, int from)
        => [.. Enumerable.Range(0, layer.Width).Select(to => new Edge(from, to, map.Weight(layer.Weights, from, to))).OrderBy(edge => edge.Size)];

    private float Size => Math.Abs(Weight);

    /// <summary>Inserts an edge into a sorted span and drops the last one.</summary>
    private static void Insert(Span<Edge> edges, in Edge edge)
    {
        int place = edges.Length - 1;
        for (; place > 0 && edges[place - 1].Size < edge.Size; place--)
        {
            edges[place] = edges[place - 1];
        }

        edges[place] = edge;
    }
}
