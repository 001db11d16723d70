using NeuroAgents.Activations;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>An element-wise function of a row z: a sum of terms c · zᵖ · f(…), in which c depends on the column and f is one operator.</summary>
/// <remarks>
/// Exporters write SiLU and GELU as several operators whose results are joined again, such as z · σ(z). In this form every order and grouping of the operators gives the same sum, so
/// <see cref="Match"/> finds the activation.
/// </remarks>
internal sealed class ElementFunction
{
    /// <summary>The operator with one result per row.</summary>
    internal const string RowConstant = "ReduceLogSumExp";
    private const int MaxTerms = 8;
    private const int MaxPower = 3;

    /// <summary>Relative tolerance of constants, which are float32 in files: 0.70710678 means 1/√2.</summary>
    private const double Tolerance = 1e-6;
    private const double GeluTanhCubic = 0.044715;
    private static readonly double s_root = Math.Sqrt(2 / Math.PI);
    private readonly Term[] _terms;

    private ElementFunction(params Term[] terms) => _terms = terms;

    /// <summary>Number of values in the coefficients.</summary>
    internal long Size => _terms.Sum(term => (long)term.Scale.Length);

    /// <summary>Whether the function has no operator.</summary>
    internal bool IsPolynomial => Array.TrueForAll(_terms, term => term.Operator is null);

    /// <summary>Creates the function z.</summary>
    internal static ElementFunction Variable(int width) => new(new Term(Filled(width, 1), 1, null));

    /// <summary>Returns scale ∘ f + offset.</summary>
    internal ElementFunction Then(DenseStack.Scaling scaling)
    {
        Term[] scaled = [.. _terms.Select(term => term with { Scale = Product(term.Scale, scaling.Scale) })];
        return Sum([.. scaled, new Term(scaling.Offset, 0, null)])!;
    }

    /// <summary>Returns the operator applied to this function.</summary>
    /// <param name="name">The operator.</param>
    /// <param name="activation">The activation that the operator computes; null if the operator is only a part of activations.</param>
    internal ElementFunction Under(string name, Activation? activation) => new(new Term(Filled(_terms[0].Scale.Length, 1), 0, new Operator(name, activation, this)));

    /// <summary>Returns the sum of two functions; null if it has too many terms.</summary>
    internal ElementFunction? Plus(ElementFunction other) => Sum([.. _terms, .. other._terms]);

    /// <summary>Returns the product of two functions; null if it has too many terms, or two operators in one term.</summary>
    internal ElementFunction? Times(ElementFunction other)
    {
        List<Term> products = [];
        foreach (Term left in _terms)
        {
            foreach (Term right in other._terms)
            {
                if ((left.Operator is not null && right.Operator is not null) || left.Power + right.Power > MaxPower || products.Count == MaxTerms)
                {
                    return null;
                }

                products.Add(new Term(Product(left.Scale, right.Scale), left.Power + right.Power, left.Operator ?? right.Operator));
            }
        }

        return Sum([.. products]);
    }

    /// <summary>Returns the function without terms that are equal for all values of a row. Such terms change neither a softmax nor the index of the largest value.</summary>
    internal ElementFunction WithoutRowConstant()
    {
        Term[] kept = [.. _terms.Where(term => term is not { Power: 0, Operator.Name: RowConstant } || !Array.TrueForAll(term.Scale, value => value == term.Scale[0]))];
        return kept.Length == 0 ? this : new ElementFunction(kept);
    }

    /// <summary>Returns the function in the form after ∘ activation(before ∘ z); null if it has no such form.</summary>
    internal Composition? Match()
    {
        Operator[] operators = [.. _terms.Select(term => term.Operator).OfType<Operator>().Distinct()];
        double[] constant = Coefficients(0, null), linear = Coefficients(1, null);
        bool isLinear = HasOnly((0, null), (1, null));
        if (operators.Length == 0)
        {
            return isLinear ? new Composition(new DenseStack.Scaling(linear, constant), null, null) : null;
        }

        if (operators.Length > 1)
        {
            return null;
        }

        Operator inner = operators[0];
        if (inner.Activation is { } plain && inner.Argument.Match() is { Activation: null } before && HasOnly((0, null), (0, inner)))
        {
            return new Composition(before.Before, plain, new DenseStack.Scaling(Coefficients(0, inner), constant));
        }

        return HasOnly((0, null), (1, null), (1, inner)) ? MatchGate(inner, Coefficients(1, inner), linear, constant) : null;
    }

    /// <summary>Matches g · z · f(…) + l · z + c.</summary>
    private static Composition? MatchGate(Operator inner, double[] gate, double[] linear, double[] constant)
    {
        bool isProportional = inner.Argument.HasOnly((1, null)), isHalved = AreClose(gate, linear);
        double[] slope = inner.Argument.Coefficients(1, null);

        // The activation a(u) with u = inside · z, and the factor of u · f in a(u).
        (Activation? activation, double inside, double share) = inner.Name switch
        {
            "Sigmoid" when isProportional && Array.TrueForAll(linear, value => value == 0) => (Activation.Silu, 1.0, 1.0),
            "Tanh" when isProportional && isHalved => (Activation.Silu, 2, 2),
            "Tanh" when isHalved && IsCubic(inner.Argument, slope) => (Activation.GeluTanh, 1 / s_root, 2),
            "Erf" when isProportional && isHalved => (Activation.Gelu, Math.Sqrt(2), 2),
            _ => (null, 0.0, 0.0),
        };
        if (activation is null || Array.Exists(slope, value => value == 0))
        {
            return null;
        }

        double[] before = [.. slope.Select(value => Rounded(inside * value))];
        double[] after = [.. gate.Select((value, i) => Rounded(share * value / before[i]))];
        return new Composition(new DenseStack.Scaling(before, new double[before.Length]), activation, new DenseStack.Scaling(after, constant));
    }

    /// <summary>Matches √(2/π) · (u + 0.044715 u³) with u = s · z.</summary>
    private static bool IsCubic(ElementFunction argument, double[] slope)
    {
        double[] expected = [.. slope.Select(value => GeluTanhCubic * s_root * Math.Pow(value / s_root, 3))];
        return argument.HasOnly((1, null), (3, null)) && AreClose(expected, argument.Coefficients(3, null));
    }

    private bool HasOnly(params ReadOnlySpan<(int Power, Operator? Operator)> kinds)
    {
        foreach (Term term in _terms)
        {
            if (!kinds.Contains((term.Power, term.Operator)))
            {
                return false;
            }
        }

        return true;
    }

    private double[] Coefficients(int power, Operator? inner)
        => Array.Find(_terms, term => term.Power == power && term.Operator == inner)?.Scale ?? new double[_terms[0].Scale.Length];

    private static ElementFunction? Sum(Term[] terms)
    {
        List<Term> sum = [];
        foreach (Term term in terms)
        {
            int place = sum.FindIndex(each => each.Power == term.Power && each.Operator == term.Operator);
            if (place >= 0)
            {
                sum[place] = term with { Scale = [.. term.Scale.Select((value, i) => value + sum[place].Scale[i])] };
            }
            else
            {
                sum.Add(term);
            }
        }

        // At least one term is kept, because the width follows from it.
        Term[] kept = [.. sum.Where(term => Array.Exists(term.Scale, value => value != 0)).DefaultIfEmpty(sum[0])];
        return kept.Length <= MaxTerms ? new ElementFunction(kept) : null;
    }

    private static bool AreClose(double[] left, double[] right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            if (!(Math.Abs(left[i] - right[i]) <= Tolerance * Math.Abs(left[i])))
            {
                return false;
            }
        }

        return true;
    }

    private static double Rounded(double value) => Math.Abs(value - 1) <= Tolerance ? 1 : value;

    private static double[] Product(double[] left, double[] right) => [.. left.Select((value, i) => value * right[i])];

    private static double[] Filled(int length, double value)
    {
        double[] values = new double[length];
        Array.Fill(values, value);
        return values;
    }

    /// <summary>An activation between two scalings. Without an activation, only the first scaling counts.</summary>
    internal sealed record Composition(DenseStack.Scaling Before, Activation? Activation, DenseStack.Scaling? After);

    private sealed record Term(double[] Scale, int Power, Operator? Operator);

    /// <summary>One node of the graph. Two nodes with the same operator are different.</summary>
    private sealed class Operator(string name, Activation? activation, ElementFunction argument)
    {
        internal string Name => name;

        internal Activation? Activation => activation;

        internal ElementFunction Argument => argument;
    }
}
