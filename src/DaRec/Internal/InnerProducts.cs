using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace DaRec.Internal;

/// <summary>Inner products of every pair of rows of two tables.</summary>
/// <remarks>
/// Each pair has one sum, whose terms are added in one order, however the pairs are grouped: a user alone and a user among others get
/// the same scores to the last bit, and so does an item wherever it lies.
/// </remarks>
internal static unsafe class InnerProducts
{
    private const int UsersTogether = 4;

    /// <summary>scores[u · stride + i] = ⟨users[u], items[i]⟩.</summary>
    /// <param name="users">Rows, shape (userCount, width).</param>
    /// <param name="userCount">Number of users.</param>
    /// <param name="items">Rows, shape (itemCount, width).</param>
    /// <param name="itemCount">Number of items.</param>
    /// <param name="width">Width of a row.</param>
    /// <param name="scores">Takes the scores.</param>
    /// <param name="stride">Elements from a user's scores to the next user's, at least itemCount.</param>
    public static void Compute(
        ReadOnlySpan<float> users, int userCount, ReadOnlySpan<float> items, int itemCount, int width, Span<float> scores, int stride)
    {
        Debug.Assert(users.Length >= (long)userCount * width && items.Length >= (long)itemCount * width, "rows are missing");
        Debug.Assert(userCount == 0 || scores.Length >= ((userCount - 1L) * stride) + itemCount, "no room for the scores");
        fixed (float* user = users, item = items, score = scores)
        {
            var u = 0;
            for (; u <= userCount - UsersTogether; u += UsersTogether)
            {
                FourUsers(user + ((nint)u * width), item, itemCount, width, score + ((nint)u * stride), stride);
            }

            for (; u < userCount; u++)
            {
                OneUser(user + ((nint)u * width), item, itemCount, width, score + ((nint)u * stride));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneUser(float* user, float* items, int itemCount, nint width, float* scores)
    {
        var (lanes, i) = (Vector<float>.Count, 0);
        var whole = width - (width % lanes);
        for (; i <= itemCount - 4; i += 4)
        {
            float* row0 = items + (i * width), row1 = row0 + width, row2 = row1 + width, row3 = row2 + width;
            Vector<float> sum0, sum1, sum2, sum3;
            sum0 = sum1 = sum2 = sum3 = Vector<float>.Zero;
            for (nint k = 0; k < whole; k += lanes)
            {
                var x = Vector.Load(user + k);
                sum0 = Vector.MultiplyAddEstimate(x, Vector.Load(row0 + k), sum0);
                sum1 = Vector.MultiplyAddEstimate(x, Vector.Load(row1 + k), sum1);
                sum2 = Vector.MultiplyAddEstimate(x, Vector.Load(row2 + k), sum2);
                sum3 = Vector.MultiplyAddEstimate(x, Vector.Load(row3 + k), sum3);
            }

            scores[i] = Finish(sum0, user, row0, whole, width);
            scores[i + 1] = Finish(sum1, user, row1, whole, width);
            scores[i + 2] = Finish(sum2, user, row2, whole, width);
            scores[i + 3] = Finish(sum3, user, row3, whole, width);
        }

        for (; i < itemCount; i++)
        {
            scores[i] = Pair(user, items + (i * width), whole, width);
        }
    }

    // Four users and two items fill eight registers with sums; each load serves two or four of them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourUsers(float* users, float* items, int itemCount, nint width, float* scores, nint stride)
    {
        var (lanes, i) = (Vector<float>.Count, 0);
        var whole = width - (width % lanes);
        float* user0 = users, user1 = user0 + width, user2 = user1 + width, user3 = user2 + width;
        float* scores0 = scores, scores1 = scores0 + stride, scores2 = scores1 + stride, scores3 = scores2 + stride;
        for (; i <= itemCount - 2; i += 2)
        {
            float* row0 = items + (i * width), row1 = row0 + width;
            Vector<float> s00, s01, s10, s11, s20, s21, s30, s31;
            s00 = s01 = s10 = s11 = s20 = s21 = s30 = s31 = Vector<float>.Zero;
            for (nint k = 0; k < whole; k += lanes)
            {
                var y0 = Vector.Load(row0 + k);
                var y1 = Vector.Load(row1 + k);
                var x0 = Vector.Load(user0 + k);
                s00 = Vector.MultiplyAddEstimate(x0, y0, s00);
                s01 = Vector.MultiplyAddEstimate(x0, y1, s01);
                var x1 = Vector.Load(user1 + k);
                s10 = Vector.MultiplyAddEstimate(x1, y0, s10);
                s11 = Vector.MultiplyAddEstimate(x1, y1, s11);
                var x2 = Vector.Load(user2 + k);
                s20 = Vector.MultiplyAddEstimate(x2, y0, s20);
                s21 = Vector.MultiplyAddEstimate(x2, y1, s21);
                var x3 = Vector.Load(user3 + k);
                s30 = Vector.MultiplyAddEstimate(x3, y0, s30);
                s31 = Vector.MultiplyAddEstimate(x3, y1, s31);
            }

            scores0[i] = Finish(s00, user0, row0, whole, width);
            scores0[i + 1] = Finish(s01, user0, row1, whole, width);
            scores1[i] = Finish(s10, user1, row0, whole, width);
            scores1[i + 1] = Finish(s11, user1, row1, whole, width);
            scores2[i] = Finish(s20, user2, row0, whole, width);
            scores2[i + 1] = Finish(s21, user2, row1, whole, width);
            scores3[i] = Finish(s30, user3, row0, whole, width);
            scores3[i + 1] = Finish(s31, user3, row1, whole, width);
        }

        for (; i < itemCount; i++)
        {
            var row = items + (i * width);
            scores0[i] = Pair(user0, row, whole, width);
            scores1[i] = Pair(user1, row, whole, width);
            scores2[i] = Pair(user2, row, whole, width);
            scores3[i] = Pair(user3, row, whole, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Pair(float* x, float* y, nint whole, nint width)
    {
        var sum = Vector<float>.Zero;
        for (nint k = 0; k < whole; k += Vector<float>.Count)
        {
            sum = Vector.MultiplyAddEstimate(Vector.Load(x + k), Vector.Load(y + k), sum);
        }

        return Finish(sum, x, y, whole, width);
    }

    /// <summary>The lanes' sum, and the columns behind the last whole vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Finish(Vector<float> sum, float* x, float* y, nint whole, nint width)
    {
        var total = Vector.Sum(sum);
        for (var k = whole; k < width; k++)
        {
            total += x[k] * y[k];
        }

        return total;
    }
}
