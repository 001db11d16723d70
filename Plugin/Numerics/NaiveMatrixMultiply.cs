namespace NeuroAgents.Numerics;

/// <summary>Textbook loops over the true shapes: the oracle against which every kernel is tested, bit for bit.</summary>
internal static class NaiveMatrixMultiply
{
    /// <summary>Computes output[m, n] = bias[n] + Σₖ x[m, k] · weights[k, n].</summary>
    internal static void Forward(ReadOnlyMatrixView x, ReadOnlyMatrixView weights, ReadOnlySpan<float> bias, MatrixView output)
    {
        for (int m = 0; m < output.Rows; m++)
        {
            for (int n = 0; n < output.Columns; n++)
            {
                float sum = bias[n];
                for (int k = 0; k < x.Columns; k++)
                {
                    sum = Arithmetic.MultiplyAdd(x[m, k], weights[k, n], sum);
                }

                output[m, n] = sum;
            }
        }
    }

    /// <summary>Computes weightGradient[k, n] = Σₘ x[m, k] · outputGradient[m, n].</summary>
    internal static void WeightGradient(ReadOnlyMatrixView x, ReadOnlyMatrixView outputGradient, MatrixView weightGradient)
    {
        for (int k = 0; k < weightGradient.Rows; k++)
        {
            for (int n = 0; n < weightGradient.Columns; n++)
            {
                float sum = 0;
                for (int m = 0; m < x.Rows; m++)
                {
                    sum = Arithmetic.MultiplyAdd(x[m, k], outputGradient[m, n], sum);
                }

                weightGradient[k, n] = sum;
            }
        }
    }

    /// <summary>Computes inputGradient[m, k] = Σₙ outputGradient[m, n] · weights[k, n].</summary>
    internal static void InputGradient(ReadOnlyMatrixView outputGradient, ReadOnlyMatrixView weights, MatrixView inputGradient)
    {
        for (int m = 0; m < inputGradient.Rows; m++)
        {
            for (int k = 0; k < inputGradient.Columns; k++)
            {
                float sum = 0;
                for (int n = 0; n < outputGradient.Columns; n++)
                {
                    sum = Arithmetic.MultiplyAdd(outputGradient[m, n], weights[k, n], sum);
                }

                inputGradient[m, k] = sum;
            }
        }
    }
}
