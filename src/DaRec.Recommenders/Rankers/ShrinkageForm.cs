namespace DaRec.Recommenders.Rankers;

/// <summary>How <see cref="ItemKnn"/> makes similarities smaller that few users support; n are the users whom two items share.</summary>
public enum ShrinkageForm
{
    /// <summary>The cosine times n / (n + h): what few users say counts little (Bell and Koren, 2007).</summary>
    Support,

    /// <summary>n / (√(|U_j| |U_i|) + h): similarities of items with few users shrink (Ferrari Dacrema et al., 2019).</summary>
    Denominator,
}
