using NeuroAgents.Numerics;

namespace NeuroAgents.Devices;

/// <summary>A source of a minibatch's rows.</summary>
public interface IMinibatchSource
{
    /// <summary>Writes some rows of the minibatch. Called from several threads at once, each for rows of its own, in any order; should not allocate.</summary>
    /// <param name="first">Number of the first row within the minibatch.</param>
    /// <param name="inputs">[rows, inputs]: write every value, not the padding.</param>
    /// <param name="targets">[rows, target columns]: write every value, not the padding.</param>
    /// <param name="worker">Index of the worker that fills these rows, from 0 to the number of workers − 1, for sources that keep a predictor or scratch memory for each worker.</param>
    void Fill(int first, MatrixView inputs, MatrixView targets, int worker);
}
