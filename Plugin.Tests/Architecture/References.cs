using System.Reflection;

namespace NeuroAgents.Tests.Architecture;

/// <summary>A use of a type or a member.</summary>
/// <param name="User">The outermost type that uses it.</param>
/// <param name="Where">The member, for messages.</param>
/// <param name="Used">The type used.</param>
/// <param name="Member">The member used; null if only the type is named.</param>
internal sealed record Reference(Type User, string Where, Type Used, MemberInfo? Member)
{
    public override string ToString() => $"{User.FullName} ({Where}) uses {Used.FullName ?? Used.Name}{(Member is null ? "" : "." + Member.Name)}";
}

/// <summary>All uses by types: bases, interfaces, attributes, fields, signatures, locals and method bodies, compiler-made closures
/// included.</summary>
internal static class References
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    internal static IEnumerable<Reference> Of(IEnumerable<Type> types) => types.SelectMany(Of);

    /// <summary>Returns the outermost type. Iterators, closures and nested types belong to the type around them.</summary>
    internal static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private static IEnumerable<Reference> Of(Type type)
    {
        Type user = Outermost(type);
        foreach (Type used in Parts(type.BaseType).Concat(type.GetInterfaces().SelectMany(Parts)).Concat(type.GetGenericArguments().SelectMany(Constraints)))
        {
            yield return new Reference(user, type.Name, used, null);
        }

        foreach (Reference reference in Attributes(user, type.Name, type))
        {
            yield return reference;
        }

        foreach (MemberInfo member in type.GetMembers(All))
        {
            foreach (Reference reference in Attributes(user, member.Name, member).Concat(Member(user, member)))
            {
                yield return reference;
            }
        }
    }

    private static IEnumerable<Reference> Member(Type user, MemberInfo member)
    {
        IEnumerable<Type> types = member switch
        {
            FieldInfo field => Parts(field.FieldType),
            MethodBase method => Signature(method),
            _ => [], // properties and events are their methods and fields; nested types are types of their own
        };
        foreach (Type used in types)
        {
            yield return new Reference(user, member.Name, used, null);
        }

        if (member is MethodBase { } body)
        {
            foreach (MemberInfo named in IlReader.Members(body))
            {
                foreach (Reference reference in Named(user, member.Name, named))
                {
                    yield return reference;
                }
            }
        }
    }

    private static IEnumerable<Reference> Named(Type user, string where, MemberInfo named)
    {
        Type? owner = named as Type ?? named.DeclaringType;
        if (owner is not null)
        {
            yield return new Reference(user, where, Definition(owner), named is Type ? null : named);
        }

        IEnumerable<Type> others = named switch
        {
            Type type => Parts(type),
            MethodBase method => Parts(method.DeclaringType).Concat(Signature(method))
                .Concat(method.IsGenericMethod ? method.GetGenericArguments().SelectMany(Parts) : []),
            FieldInfo field => Parts(field.DeclaringType).Concat(Parts(field.FieldType)),
            _ => [],
        };
        foreach (Type used in others)
        {
            yield return new Reference(user, where, used, null);
        }
    }

    private static IEnumerable<Type> Signature(MethodBase method)
    {
        IEnumerable<Type> types = method.GetParameters().SelectMany(parameter => Parts(parameter.ParameterType));
        types = method is MethodInfo info ? types.Concat(Parts(info.ReturnType)) : types;
        types = method.IsGenericMethodDefinition ? types.Concat(method.GetGenericArguments().SelectMany(Constraints)) : types;
        System.Reflection.MethodBody? body = method.GetMethodBody();
        return body is null
            ? types
            : types.Concat(body.LocalVariables.SelectMany(local => Parts(local.LocalType)))
                .Concat(body.ExceptionHandlingClauses
                    .Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause).SelectMany(clause => Parts(clause.CatchType)));
    }

    private static IEnumerable<Reference> Attributes(Type user, string where, MemberInfo member)
    {
        foreach (CustomAttributeData attribute in member.GetCustomAttributesData())
        {
            yield return new Reference(user, where, attribute.AttributeType, null);
            foreach (Type used in attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(named => named.TypedValue))
                .Select(argument => argument.Value).OfType<Type>().SelectMany(Parts))
            {
                yield return new Reference(user, where, used, null);
            }
        }
    }

    private static IEnumerable<Type> Constraints(Type argument) => argument.IsGenericParameter
        ? argument.GetGenericParameterConstraints().SelectMany(Parts) : Parts(argument);

    /// <summary>Returns the types that a type consists of: List and Foo for List&lt;Foo[]&gt;.</summary>
    private static IEnumerable<Type> Parts(Type? type)
    {
        if (type is null || type.IsGenericParameter)
        {
            return [];
        }

        if (type.HasElementType)
        {
            return Parts(type.GetElementType());
        }

        if (type.IsFunctionPointer)
        {
            return Parts(type.GetFunctionPointerReturnType()).Concat(type.GetFunctionPointerParameterTypes().SelectMany(Parts));
        }

        return type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Prepend(Definition(type)) : [type];
    }

    private static Type Definition(Type type) => type.IsGenericType && !type.IsGenericTypeDefinition ? type.GetGenericTypeDefinition() : type;
}
