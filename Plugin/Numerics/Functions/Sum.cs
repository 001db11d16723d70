using System.Numerics;

namespace NeuroAgents.Numerics.Functions;

/// <summary>Sum x + y.</summary>
internal readonly struct Sum : IBinaryFunction
{
    public Vector<float> Invoke(Vector<float> x, Vector<float> y) => x + y;
}
