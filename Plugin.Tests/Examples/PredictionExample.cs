using NeuroAgents.Inference;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Training;

namespace NeuroAgents.Tests.Examples;

/// <summary>A fit until convergence, and predictions with a copy of its parameters.</summary>
internal static class PredictionExample
{
    internal static TrainingHistory Fit(Trainer trainer, TrainingData data)
    {
        FitOptions options = new() { BatchSize = FitOptions.AllRows, Epochs = 5000, GradientTolerance = 1e-4 };
        TrainingHistory history = trainer.Fit(data, options);    // history.StopReason is GradientTolerance if the fit converged
        return history;
    }

    internal static void Predict(Trainer trainer, TrainingData data, Matrix inputs, Matrix outputs)
    {
        ParameterSnapshot snapshot = new(trainer.Parameters);
        Predictor predictor = new(trainer.Network, snapshot, Trainer.NetworkName);
        trainer.Step(data, [0, 1, 2]);
        predictor.Forward(inputs.View, outputs.View);    // with the parameters before the step
        snapshot.CopyFrom(trainer.Parameters);
        predictor.Forward(inputs.View, outputs.View);    // with the parameters after the step
    }
}
