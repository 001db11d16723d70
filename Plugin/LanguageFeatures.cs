#if !NET
// What the compiler asks for where .NET Standard lacks it. A package that generates these does so in another order each time, and the plugin's bytes differ.
#pragma warning disable CS9113, CA1019 // parameters that nobody reads: the compiler does
namespace System.Runtime.CompilerServices
{
    /// <summary>Of properties that are set in initializers alone.</summary>
    internal static class IsExternalInit;

    /// <summary>Of members that initializers must set.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Field | AttributeTargets.Property, Inherited = false)]
    internal sealed class RequiredMemberAttribute : Attribute;

    /// <summary>Of constructors that older compilers must not call.</summary>
    [AttributeUsage(AttributeTargets.All, AllowMultiple = true, Inherited = false)]
    internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute;

    /// <summary>Of parameters that take the text of another one's argument.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    internal sealed class CallerArgumentExpressionAttribute(string parameterName) : Attribute;
}

namespace System.Diagnostics.CodeAnalysis
{
    /// <summary>Of constructors that set all required members.</summary>
    [AttributeUsage(AttributeTargets.Constructor)]
    internal sealed class SetsRequiredMembersAttribute : Attribute;

    /// <summary>Of methods that leave members other than null.</summary>
    [AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, Inherited = false, AllowMultiple = true)]
    internal sealed class MemberNotNullAttribute(params string[] members) : Attribute;
}
#endif
