using System.Globalization;
using DaRec.Data;

namespace DaRec.Serving.Internal;

/// <summary>Ids and their numbers; a longer list shares the maps of the shorter one.</summary>
/// <remarks>A first layer without a map has the numbers themselves as ids.</remarks>
internal sealed class IdLayers
{
    private readonly Layer[] _layers;

    private IdLayers(Layer[] layers) => _layers = layers;

    /// <summary>Number of ids.</summary>
    public int Count => _layers.Length == 0 ? 0 : _layers[^1].End;

    /// <summary>The id of a number.</summary>
    public string this[int number]
    {
        get
        {
            var layer = LayerOf(number);
            return layer.Map is { } map ? map[number - layer.Start] : number.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Ids of a map, which may not change afterwards; for null the numbers 0 to count − 1.</summary>
    public static IdLayers Of(IdMap? map, int count) => new(count == 0 ? [] : [new Layer(map, 0, count)]);

    /// <summary>Ids in their order, distinct.</summary>
    public static IdLayers Of(IEnumerable<string> ids)
    {
        var map = new IdMap();
        foreach (var id in ids)
        {
            map.GetOrAdd(id);
        }

        return Of(map, map.Count);
    }

    /// <summary>Whether all ids are the numbers themselves.</summary>
    public bool AreNumbers => Array.TrueForAll(_layers, layer => layer.Map is null);

    /// <summary>Finds the number of an id.</summary>
    public bool TryGetNumber(string id, out int number)
    {
        foreach (var layer in _layers)
        {
            if (layer.TryGetNumber(id, out number))
            {
                return true;
            }
        }

        number = -1;
        return false;
    }

    /// <summary>These ids and then others, none of which is among these.</summary>
    /// <remarks>As <see cref="VectorTable.Append"/>, layers shrink from one to the next.</remarks>
    public IdLayers Append(IdMap added)
    {
        var kept = _layers.Length;
        var count = added.Count;
        while (kept > 0 && _layers[kept - 1] is { Map: not null } last && last.Count <= count)
        {
            count += last.Count;
            kept--;
        }

        var start = Count + added.Count - count;
        if (count > added.Count)
        {
            var joint = new IdMap();
            for (var number = start; number < Count; number++)
            {
                joint.GetOrAdd(this[number]);
            }

            foreach (var id in added.Ids)
            {
                joint.GetOrAdd(id);
            }

            added = joint;
        }

        return new IdLayers([.. _layers[..kept], new Layer(added, start, count)]);
    }

    private Layer LayerOf(int number)
    {
        var layer = _layers.Length - 1;
        while (layer > 0 && _layers[layer].Start > number)
        {
            layer--;
        }

        return _layers[layer];
    }

    private sealed record Layer(IdMap? Map, int Start, int Count)
    {
        public int End => Start + Count;

        public bool TryGetNumber(string id, out int number)
        {
            // Digits as a number is written, so that each item has one id: neither "007" nor " 7".
            var isKnown = Map is { } map
                ? map.TryGetNumber(id, out number)
                : int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out number)
                    && number < Count && (id.Length == 1 || id[0] != '0');
            number += Start;
            return isKnown;
        }
    }
}
