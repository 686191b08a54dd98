using Xunit;

namespace DaRec.Tests.Distributed;

/// <summary>A test that needs Open MPI's <c>mpirun</c>; it is skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MpiFactAttribute : FactAttribute
{
    public MpiFactAttribute() => Skip = MpiRun.Reason;
}

/// <summary>As <see cref="MpiFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MpiTheoryAttribute : TheoryAttribute
{
    public MpiTheoryAttribute() => Skip = MpiRun.Reason;
}
