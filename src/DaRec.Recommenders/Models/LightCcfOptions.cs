namespace DaRec.Recommenders.Models;

/// <summary>Settings of <see cref="LightCcf"/>. Default, as its authors': no layers, contrastive weight 5 and temperature 0.28.</summary>
public sealed record LightCcfOptions : ContrastiveOptions
{
    /// <summary>Creates the settings with their defaults.</summary>
    public LightCcfOptions() => (Layers, ContrastWeight, ContrastTemperature) = (0, 5, 0.28);
}
