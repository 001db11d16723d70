using NeuroAgents.Layers;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Tests.Support;

/// <summary>The definition of a training step's bits: each block of 48 rows passes through all layers and back, then each shard's gradient is computed, then they are summed.</summary>
internal static class PlainStep
{
    /// <summary>Writes the gradients and the inputs' gradient, and returns the loss.</summary>
    internal static float Run(
        Sequential network, Loss loss, ReadOnlySpan<float> parameters, Span<float> gradients, Matrix x, Matrix y, Matrix inputGradients, RandomSource random)
    {
        int layers = network.Layers.Count, rows = x.Rows, blocks = (rows + 47) / 48, shards = Math.Min(8, (rows + 255) / 256);
        Matrix[] values = [x, .. Enumerable.Range(1, layers).Select(i => new Matrix(rows, network.Width(i)))];
        Matrix[] slopes = [inputGradients, .. Enumerable.Range(1, layers).Select(i => new Matrix(rows, network.Width(i)))];
        Matrix[] rowScratch = [.. network.Layers.Select((layer, i) => new Matrix(rows, Math.Max(1, layer.RowScratchWidth(network.Width(i)))))];
        float[][] scratch = [.. network.Layers.Select((layer, i) => new float[layer.ScratchLength(network.Width(i))])];
        for (int i = 0; i < layers; i++)
        {
            if (network.Layers[i].PreparationParts(network.Width(i)) is int parts and > 0)
            {
                network.Layers[i].PrepareBackward(network.Slice(parameters, i), network.Width(i), scratch[i], 0, parts);
            }
        }

        double sum = 0;
        for (int first = 0; first < rows; first += 48)
        {
            int count = Math.Min(48, rows - first);
            for (int i = 0; i < layers; i++)
            {
                network.Layers[i].TrainingForward(
                    network.Slice(parameters, i), values[i].View.Slice(first, count), values[i + 1].View.Slice(first, count), Random(i, first));
            }

            sum += loss.Sum(
                values[layers].View.Slice(first, count), y.View.Slice(first, count), slopes[layers].View.Slice(first, count),
                1 / loss.Terms(rows, network.Outputs), default);
            for (int i = layers - 1; i >= 0; i--)
            {
                network.Layers[i].Backward(Pass(parameters, i, first, count));
            }
        }

        float[] shardGradients = new float[gradients.Length];
        for (int shard = 0; shard < shards; shard++)
        {
            int first = Math.Min(rows, blocks * shard / shards * 48), end = Math.Min(rows, blocks * (shard + 1) / shards * 48);
            for (int i = 0; i < layers; i++)
            {
                if (network.Layers[i].GradientParts(network.Width(i), end - first) is int parts and > 0)
                {
                    network.Layers[i].ParameterGradient(Pass(parameters, i, first, end - first), network.Slice(shardGradients.AsSpan(), i), 0, parts);
                }
            }

            for (int i = 0; i < gradients.Length; i++)
            {
                gradients[i] = shard == 0 ? shardGradients[i] : shardGradients[i] + gradients[i];
            }
        }

        return (float)(sum / loss.Terms(rows, network.Outputs));

        StepRandom Random(int layer, int first) => new(random.Stream((ulong)layer), 0, first);

        BackwardPass Pass(ReadOnlySpan<float> all, int layer, int first, int count) => new()
        {
            Parameters = network.Slice(all, layer),
            Input = values[layer].View.Slice(first, count),
            Output = values[layer + 1].View.Slice(first, count),
            OutputGradient = slopes[layer + 1].View.Slice(first, count),
            InputGradient = slopes[layer].View.Slice(first, count),
            NeedsInputGradient = true,
            Scratch = scratch[layer],
            Random = Random(layer, first),
            RowScratch = rowScratch[layer].View.Slice(first, count),
        };
    }
}
