using NeuroAgents.Activations;
using NeuroAgents.Layers;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Training;

namespace NeuroAgents.Tests.Examples;

/// <summary>The samples of Plugin/DEEP-LEARNING.md, in its order.</summary>
internal static class DeepLearningExample
{
    internal static float Perceptron(ReadOnlySpan<float> x, ReadOnlySpan<float> w, float b)
    {
        float z = b;
        for (int i = 0; i < x.Length; i++)
        {
            z += w[i] * x[i];
        }

        return 1 / (1 + MathF.Exp(-z));
    }

    internal static Matrix Table(params float[][] rows)
    {
        Matrix table = new(rows.Length, rows[0].Length);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i].CopyTo(table.Row(i));
        }

        return table;
    }

    internal static Matrix And()
    {
        Trainer trainer = new(new Sequential(inputs: 2, [new Dense(1, Activation.Sigmoid)]));
        ParameterSegment weights = trainer.Parameters.Layout.Segments[0], bias = trainer.Parameters.Layout.Segments[1];
        trainer.Parameters.Tensor(weights)[0, 0] = 10;
        trainer.Parameters.Tensor(weights)[1, 0] = 10;
        trainer.Parameters.Tensor(bias)[0, 0] = -15;
        Matrix answers = trainer.Predict(Table([0, 0], [0, 1], [1, 0], [1, 1]).View);
        return answers;
    }

    internal static Matrix Apply(Activation activation)
    {
        Matrix values = Table([-2, -1, 0, 1, 2]);
        activation.Forward(values.View);    // in place
        return values;
    }

    internal static Sequential Network()
    {
        Sequential network = new(inputs: 2,
        [
            new Dense(8, Activation.Tanh),
            new Dense(1, Activation.Sigmoid),
        ]);
        return network;
    }

    internal static float Loss()
    {
        Matrix predictions = Table([0.9f], [0.2f]), targets = Table([1], [0]), slopes = new(2, 1);
        float loss = new MeanSquaredError().Evaluate(predictions.View, targets.View, slopes.View);    // (0.1² + 0.2²) / 2 = 0.025
        return loss;
    }

    internal static float Descend()
    {
        float w = 0;
        for (int step = 0; step < 50; step++)
        {
            float slope = 2 * (w - 3);    // dL/dw of L = (w − 3)²
            w -= 0.1f * slope;
        }

        return w;
    }

    internal static (double Slope, double Measured) Slope()
    {
        TrainingData data = new(Table([0, 0], [0, 1], [1, 0], [1, 1]), Table([0], [0], [0], [1]));
        Trainer trainer = new(Network());
        double before = trainer.Gradient(data, [0, 1, 2, 3]);    // backpropagation over all four rows
        double slope = trainer.Gradients.Values[0];
        trainer.Parameters.Values[0] += 0.01f;
        double measured = (trainer.Evaluate(data) - before) / 0.01;    // nearly the same
        return (slope, measured);
    }

    internal static (TrainingHistory History, Matrix Answers) Xor()
    {
        TrainingData data = new(Table([0, 0], [0, 1], [1, 0], [1, 1]), Table([0], [1], [1], [0]));
        Trainer trainer = new(Network(), new TrainerOptions { Optimizer = new SgdOptions { LearningRate = 1 }, Seed = 1 });
        TrainingHistory history = trainer.Fit(data, new FitOptions { BatchSize = FitOptions.AllRows, Epochs = 2000 });
        Matrix answers = trainer.Predict(Table([0, 0], [0, 1], [1, 0], [1, 1]).View);
        return (history, answers);
    }

    internal static (Matrix Points, Matrix Classes) Spiral(int points)
    {
        Matrix places = new(points, 2), classes = new(points, 1);
        RandomSource random = new(seed: 7, stream: 1);
        for (int i = 0; i < points; i++)
        {
            int arm = i % 2;
            float radius = random.Uniform((ulong)i, step: 0), angle = (3 * radius + arm) * MathF.PI;    // one and a half turns
            (places.Row(i)[0], places.Row(i)[1]) = (radius * MathF.Cos(angle), radius * MathF.Sin(angle));
            classes.Row(i)[0] = arm;
        }

        return (places, classes);
    }

    internal static double FitSpiral(int batchSize, OptimizerOptions optimizer, int epochs)
    {
        (Matrix points, Matrix classes) = Spiral(1000);
        Sequential network = Sequential.Perceptrons(inputs: 2, hidden: [32, 32], outputs: 2, Activation.Relu);
        Trainer trainer = new(network, new TrainerOptions { Loss = new SparseCategoricalCrossentropy(), Optimizer = optimizer, Seed = 1 });
        TrainingHistory history = trainer.Fit(new TrainingData(points, classes), new FitOptions { BatchSize = batchSize, Epochs = epochs, Metrics = ["accuracy"] });
        return history["accuracy"][^1];
    }

    internal static (string Name, OptimizerOptions Optimizer)[] Optimizers() =>
    [
        ("plain", new SgdOptions { LearningRate = 0.1 }),
        ("momentum", new SgdOptions { LearningRate = 0.1, Momentum = 0.9 }),
        ("RMSprop", new RmsPropOptions { LearningRate = 0.01 }),
        ("Adam", new AdamOptions { LearningRate = 0.01 }),
    ];

    internal static TrainingHistory Stop(TrainingData data, Action<string> say)
    {
        Sequential network = Sequential.Perceptrons(inputs: 2, hidden: [32, 32], outputs: 2, Activation.Relu, dropout: 0.2f);
        Trainer trainer = new(network, new TrainerOptions { Loss = new SparseCategoricalCrossentropy(), Seed = 1 });
        TrainingHistory history = trainer.Fit(
            data,
            new FitOptions { Epochs = 1000, ValidationSplit = 0.25 },
            callbacks: [new EarlyStopping(new EarlyStoppingOptions { Patience = 20, RestoreBestWeights = true })]);
        say($"{history.StopReason} after {history.Epochs} epochs, best validation loss {history["val_loss"].Min():f3}");
        return history;
    }
}
