using CsCheck;
using Xunit;
using static NeuroAgents.Tests.Simulation.Interchange.Onnx.ModelWriter;

namespace NeuroAgents.Tests.Simulation.Interchange.Onnx;

/// <summary>Any chain of the supported operators gives the runtime's outputs.</summary>
public sealed class RandomChainTests
{
    private static readonly string[] s_activations = ["Relu", "LeakyRelu", "Elu", "Sigmoid", "Tanh", "Softplus", "Softmax", "Identity", "Celu"];

    [Fact]
    public void AnyChainGivesTheRuntimesOutputs()
        => Gen.Select(Gen.ULong, Gen.Int[1, 9], Gen.Int[0, 999].Array[1, 14]).Sample(
            (seed, width, steps) =>
            {
                ModelWriter model = new(seed);
                string value = model.Input("x", null, width);
                int inputs = width;
                for (int i = 0; i < steps.Length; i++)
                {
                    value = Append(model, value, i, steps[i], ref width);
                }

                model.Output(value);
                ImportTests.AssertSame(model, "x", inputs);
            },
            iter: 300);

    private static string Append(ModelWriter model, string value, int place, int choice, ref int width)
    {
        (string result, string constant, int variant) = ($"v{place}", $"c{place}", choice / 10);
        switch (choice % 10)
        {
            case 0 or 1 or 2:
                return model.Node(s_activations[variant % s_activations.Length], result, [value]);
            case 3 or 4:
                int units = variant % 9 + 1;
                bool isTransposed = variant % 2 == 0;
                int inputs = width;
                width = units;
                string weights = model.Normal(constant, isTransposed ? [units, inputs] : [inputs, units]);
                return model.Node("Gemm", result, [value, weights, model.Normal(constant + "b", variant % 3 == 0 ? [1, units] : [units])], Whole("transB", isTransposed ? 1 : 0), Number("alpha", 0.5f));
            case 5:
                string matrix = model.Normal(constant, [width, variant % 9 + 1]);
                width = variant % 9 + 1;
                return model.Node("MatMul", result, [value, matrix]);
            case 6:
                return model.Node("Reshape", result, [value, model.Shape(constant, variant % 2 == 0 ? [-1, width] : [0, -1])]);
            case 8:
                string inside = variant % 3 == 0 ? value : model.Node("Mul", result + "i", [value, model.Normal(constant, [width], 0.1, 0.8)]);
                return (variant % 4) switch
                {
                    0 => model.Node("BatchNormalization", result, [value, model.Normal(constant + "g", [width]), model.Normal(constant + "b", [width]), model.Normal(constant + "m", [width]), model.Normal(constant + "v", [width], 0.1, 1)]),
                    1 => model.Node("Mul", result, [model.Node("Sigmoid", result + "s", [inside]), value]),
                    2 => model.Node("Mul", result, [value, model.Node("Add", result + "p", [model.Node("Erf", result + "e", [inside]), model.Constant(constant + "o", [], [1])])]),
                    _ => model.Node("Mul", result, [value, model.Node("Add", result + "p", [model.Node("Tanh", result + "t", [inside]), model.Constant(constant + "o", [], [1])])]),
                };
            case 7:
                return variant % 2 == 0 ? model.Node("Cast", result, [value], Whole("to", 1)) : model.Node("Flatten", result, [value]);
            default:
                string operation = ((string[])["Add", "Sub", "Mul", "Div"])[variant % 4];
                string operand = model.Normal(constant, (variant % 3) switch { 0 => [width], 1 => [1, width], _ => [] }, 0.1, 0.8);
                return model.Node(operation, result, variant % 5 == 0 && operation != "Div" ? [operand, value] : [value, operand]);
        }
    }
}
