using NeuroAgents.Activations;
using NeuroAgents.Agents;
using NeuroAgents.Inference;
using NeuroAgents.Layers;
using NeuroAgents.Learning;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Inference;

public sealed class LayerActivationsTests
{
    [Theory]
    [InlineData("relu", 1)]
    [InlineData("tanh", 7)]
    [InlineData("sigmoid", 100)]
    [InlineData("gelu", 13)]
    public void EveryLayerPutsOutWhatTheOracleDoes(string activation, int rows)
    {
        Workbench bench = new(Sequential.Perceptrons(5, [17, 9], 3, Activation.FromName(activation)), 1);
        LayerActivations activations = new(bench.Network, 100);
        Matrix x = Matrices.Normal(rows, 5, 3);
        x.View.CopyTo(activations.Inputs.FirstRows(rows));
        activations.Forward(bench.Parameters.Network(Workbench.Name), rows);
        List<double[,]> expected = bench.Naive.Activations(Matrices.ToDouble(x.View));
        Assert.Equal(rows, activations.Rows);
        for (int layer = 0; layer < 3; layer++)
        {
            Tolerance.AssertWithin(
                2e-5, [.. Matrices.ToDouble(activations[layer]).Cast<double>()], [.. expected[layer + 1].Cast<double>()], $"layer {layer}");
        }
    }

    /// <summary>Layers that act only in training are skipped anywhere in the stack, and the last layer has the predictor's bits.</summary>
    [Fact]
    public void TheLastLayerHasThePredictorsBits()
    {
        Workbench bench = new(new Sequential(5, [new Dropout(0.5f), new Dense(33, Activation.Relu), new Dropout(0.5f), new Dense(3)]), 1);
        Matrix x = Matrices.Normal(200, 5, 3), y = new(200, 3);
        new Predictor(bench.Network, new ParameterSnapshot(bench.Parameters), Workbench.Name).Forward(x.View, y.View);
        LayerActivations activations = new(bench.Network, 200);
        x.View.CopyTo(activations.Inputs.View);
        activations.Forward(bench.Parameters.Network(Workbench.Name), 200);
        Matrices.AssertSameBits(y.View, activations[3], "output");
        Matrices.AssertSameBits(x.View, activations[0], "dropout in front");
        Matrices.AssertSameBits(activations[1], activations[2], "dropout within");
    }

    /// <summary>An agent's observation, normalised like the brain's and run through the deciding weights, gives the brain's action.</summary>
    [Theory]
    [InlineData(Normalization.Range)]
    [InlineData(Normalization.Running)]
    public void TheOutputIsWhatTheBrainDecides(Normalization normalization)
    {
        using Game game = new(change: options => options with { Normalization = normalization });
        game.Frames(0, 20);
        game.Decide(20);
        LayerActivations activations = new(game.Brain.Policy, 1);
        float[] seen = new float[3], action = new float[2];
        foreach (AgentHandle agent in game.Agents)
        {
            game.Observe(agent, 20, seen);
            Assert.True(game.Brain.Normalizer.TryNormalize(seen, activations.Inputs.Row(0)));
            activations.Forward(game.Brain.Published.Network(NetworkNames.Policy), 1);
            Assert.True(game.Brain.Actions.Head.Act(activations[2].Row(0), [], action));
            Assert.Equal(game.Brain.Action(agent).ToArray(), action);
        }
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        Workbench bench = new(Sequential.Perceptrons(5, [17], 3, Activation.Relu), 1);
        LayerActivations activations = new(bench.Network, 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LayerActivations(bench.Network, 0));
        Assert.Throws<ArgumentNullException>(() => new LayerActivations(null!, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => activations.Forward(bench.Parameters.Values, 5));
        Assert.Throws<ArgumentException>(() => activations.Forward(bench.Parameters.Values[1..], 4));
    }
}
