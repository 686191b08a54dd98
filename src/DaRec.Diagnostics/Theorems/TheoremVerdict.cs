namespace DaRec.Diagnostics.Theorems;

/// <summary>Whether a measurement and an inequality go together.</summary>
public enum TheoremVerdict
{
    /// <summary>The whole 95 % interval lies on the inequality's side.</summary>
    Agrees,

    /// <summary>The interval has 0 within: no difference beyond what seeds make.</summary>
    Undecided,

    /// <summary>The whole interval lies on the other side.</summary>
    Contradicts,
}
