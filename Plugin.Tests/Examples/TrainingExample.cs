using NeuroAgents.Activations;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Training;

namespace NeuroAgents.Tests.Examples;

internal static class TrainingExample
{
    internal static (TrainingHistory History, Matrix Logits) Train(Matrix inputs, Matrix classes, Matrix unseen)
    {
        Sequential network = Sequential.Perceptrons(inputs: 2, hidden: [16, 16], outputs: 2, Activation.Relu);
        using Workers workers = new(2);
        Trainer trainer = new(network, new TrainerOptions { Loss = new SparseCategoricalCrossentropy(), Seed = 7 }, workers);
        TrainingHistory history = trainer.Fit(
            new TrainingData(inputs, classes),
            new FitOptions { BatchSize = 32, Epochs = 500, ValidationSplit = 0.2, Metrics = ["accuracy"] },
            callbacks: [new EarlyStopping(new EarlyStoppingOptions { Patience = 20, RestoreBestWeights = true })]);
        Matrix logits = trainer.Predict(unseen.View);
        return (history, logits);
    }
}
