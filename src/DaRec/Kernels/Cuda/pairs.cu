// The terms over all pairs of rows on an NVIDIA GPU of compute capability 8.0 or more; compiled to pairs.ptx.gz by tests/gpu/compile.
//
// What each kernel computes stands above it; CudaPairKernels calls them and says what for. None holds a matrix of all pairs: a warp keeps
// 16 or 32 rows in registers, a block of four warps goes through the columns in tiles of shared memory, and the columns are split among
// blocks whose partial results the next kernel joins in a fixed order, so that equal inputs give equal bits.
//
// Products run on the matrix units in tf32. Each number is split into a high and a low part, x = h + l, and h h' + h l' + l h' is summed in
// float32, which loses no more than float32 itself.

#include <math_constants.h>

constexpr int Warps = 4;
constexpr int Threads = 32 * Warps;
constexpr float Log2E = 1.4426950408889634f;
constexpr float Ln2 = 0.6931471805599453f;
constexpr unsigned All = 0xffffffffu;

// ---- tiles on the matrix units: m16n8k8, whose fragments are, with g = lane / 4 and t = lane % 4,
//      a: (g, t), (g + 8, t), (g, t + 4), (g + 8, t + 4);  b: (t, g), (t + 4, g);  c: (g, 2t), (g, 2t + 1), (g + 8, 2t), (g + 8, 2t + 1)

__device__ __forceinline__ void split(float x, float& high, float& low) {
    high = __uint_as_float(__float_as_uint(x) & 0xffffe000u);
    low = __uint_as_float(__float_as_uint(x - high) & 0xffffe000u);
}

__device__ __forceinline__ void multiply(float (&c)[4], const float (&a)[4], const float (&b)[2]) {
    asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
        : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
        : "r"(__float_as_uint(a[0])), "r"(__float_as_uint(a[1])), "r"(__float_as_uint(a[2])), "r"(__float_as_uint(a[3])),
          "r"(__float_as_uint(b[0])), "r"(__float_as_uint(b[1])));
}

__device__ __forceinline__ void multiply(
    float (&c)[4], const float (&aHigh)[4], const float (&aLow)[4], const float (&bHigh)[2], const float (&bLow)[2]) {
    multiply(c, aLow, bHigh);
    multiply(c, aHigh, bLow);
    multiply(c, aHigh, bHigh);
}

// A block's columns in shared memory; rows and columns beyond the end are zeros. Stride W + 4: fragments read every bank once.
template <int W, int N>
struct Tile {
    float rows[N * (W + 4)];

    __device__ __forceinline__ void load(const float* __restrict__ table, int first, int count, int width) {
        for (int at = threadIdx.x; at < N * W; at += Threads) {
            int row = at / W, column = at % W;
            rows[row * (W + 4) + column] =
                first + row < count && column < width ? table[(long long)(first + row) * width + column] : 0.0f;
        }
    }

    __device__ __forceinline__ float at(int row, int column) const { return rows[row * (W + 4) + column]; }
};

// 16 M rows of a warp, as operands a.
template <int W, int M>
struct OwnRows {
    float a[M][W / 8][4];

    __device__ __forceinline__ void load(const float* __restrict__ table, int first, int count, int width, int g, int t) {
#pragma unroll
        for (int m = 0; m < M; m++)
#pragma unroll
            for (int k = 0; k < W / 8; k++)
#pragma unroll
                for (int e = 0; e < 4; e++) {
                    int row = first + 16 * m + g + 8 * (e & 1), column = 8 * k + t + 4 * (e >> 1);
                    a[m][k][e] = row < count && column < width ? table[(long long)row * width + column] : 0.0f;
                }
    }

    // Inner products with N columns of the tile from column `from` on, N / 8 fragments c of each 16 rows.
    template <int N, int TileRows>
    __device__ __forceinline__ void products(const Tile<W, TileRows>& tile, int from, float (&c)[M][N / 8][4], int g, int t) const {
#pragma unroll
        for (int m = 0; m < M; m++)
#pragma unroll
            for (int n = 0; n < N / 8; n++)
#pragma unroll
                for (int e = 0; e < 4; e++) c[m][n][e] = 0.0f;
#pragma unroll
        for (int k = 0; k < W / 8; k++) {
            float high[M][4], low[M][4];
#pragma unroll
            for (int m = 0; m < M; m++)
#pragma unroll
                for (int e = 0; e < 4; e++) split(a[m][k][e], high[m][e], low[m][e]);
#pragma unroll
            for (int n = 0; n < N / 8; n++) {
                float bHigh[2], bLow[2];
                split(tile.at(from + 8 * n + g, 8 * k + t), bHigh[0], bLow[0]);
                split(tile.at(from + 8 * n + g, 8 * k + t + 4), bHigh[1], bLow[1]);
#pragma unroll
                for (int m = 0; m < M; m++) multiply(c[m][n], high[m], low[m], bHigh, bLow);
            }
        }
    }
};

// sums += weights · columns. The weights lie as fragments c; read as fragments a they are those of columns 2t and 2t + 1, which b follows.
template <int W, int M, int N, int TileRows>
__device__ __forceinline__ void addWeighted(
    float (&sums)[M][W / 8][4], const float (&weights)[M][N / 8][4], const Tile<W, TileRows>& tile, int from, int g, int t) {
#pragma unroll
    for (int n = 0; n < N / 8; n++) {
        float high[M][4], low[M][4];
#pragma unroll
        for (int m = 0; m < M; m++) {
            split(weights[m][n][0], high[m][0], low[m][0]);
            split(weights[m][n][2], high[m][1], low[m][1]);
            split(weights[m][n][1], high[m][2], low[m][2]);
            split(weights[m][n][3], high[m][3], low[m][3]);
        }
#pragma unroll
        for (int k = 0; k < W / 8; k++) {
            float bHigh[2], bLow[2];
            split(tile.at(from + 8 * n + 2 * t, 8 * k + g), bHigh[0], bLow[0]);
            split(tile.at(from + 8 * n + 2 * t + 1, 8 * k + g), bHigh[1], bLow[1]);
#pragma unroll
            for (int m = 0; m < M; m++) multiply(sums[m][k], high[m], low[m], bHigh, bLow);
        }
    }
}

// Writes fragments c of a warp's 16 M rows to a table of `width` columns.
template <int W, int M>
__device__ __forceinline__ void write(
    float* __restrict__ table, const float (&c)[M][W / 8][4], int first, int count, int width, int g, int t) {
#pragma unroll
    for (int m = 0; m < M; m++)
#pragma unroll
        for (int k = 0; k < W / 8; k++)
#pragma unroll
            for (int e = 0; e < 4; e++) {
                int row = first + 16 * m + g + 8 * (e >> 1), column = 8 * k + 2 * t + (e & 1);
                if (row < count && column < width) table[(long long)row * width + column] = c[m][k][e];
            }
}

__device__ __forceinline__ float sumOfQuad(float x) {
    x += __shfl_xor_sync(All, x, 1);
    return x + __shfl_xor_sync(All, x, 2);
}

__device__ __forceinline__ float sumOfWarp(float x) {
#pragma unroll
    for (int lane = 16; lane > 0; lane >>= 1) x += __shfl_xor_sync(All, x, lane);
    return x;
}

__device__ __forceinline__ float largestOfWarp(float x) {
#pragma unroll
    for (int lane = 16; lane > 0; lane >>= 1) x = fmaxf(x, __shfl_xor_sync(All, x, lane));
    return x;
}

// ---- attend: for each row i, over the columns j of a split, with z = s ⟨xᵢ, yⱼ⟩ + bⱼ (j ≠ i where the diagonal is left out),
//      m = max z / ln 2, l = Σ 2^(z / ln 2 − m) and, where asked for, o = Σ 2^(z / ln 2 − m) yⱼ. Grid: (row blocks, splits).

struct Attention {
    const float* rows;    // x, (n, d)
    const float* columns; // y, (c, d)
    const float* bias;    // b, (c); null for zeros
    float* largest;       // m, (splits, n)
    float* sums;          // l, (splits, n)
    float* weighted;      // o, (splits, n, d)
    float scale;          // s
    int rowCount, columnCount, width, tilesOfSplit, skipsDiagonal;
};

template <int W, int M, bool Weighted>
__device__ __forceinline__ void attend(const Attention& p) {
    constexpr int N = 64;
    __shared__ Tile<W, N> tile;
    __shared__ float bias[N];
    const int lane = threadIdx.x & 31, g = lane >> 2, t = lane & 3;
    const int first = (blockIdx.x * Warps + (threadIdx.x >> 5)) * 16 * M;
    OwnRows<W, M> own;
    own.load(p.rows, first, p.rowCount, p.width, g, t);
    float o[M][W / 8][4] = {}, largest[M][2], sum[M][2] = {};
#pragma unroll
    for (int m = 0; m < M; m++) largest[m][0] = largest[m][1] = -CUDART_INF_F;

    const int begin = blockIdx.y * p.tilesOfSplit * N;
    const int end = min(p.columnCount, begin + p.tilesOfSplit * N);
    for (int at = begin; at < end; at += N) {
        __syncthreads();
        tile.load(p.columns, at, p.columnCount, p.width);
        if (threadIdx.x < N) {
            int column = at + threadIdx.x;
            bias[threadIdx.x] = column >= p.columnCount ? -CUDART_INF_F : p.bias == nullptr ? 0.0f : p.bias[column] * Log2E;
        }
        __syncthreads();

        float z[M][N / 8][4];
        own.template products<N>(tile, 0, z, g, t);
#pragma unroll
        for (int m = 0; m < M; m++) {
            float most[2] = {-CUDART_INF_F, -CUDART_INF_F};
#pragma unroll
            for (int n = 0; n < N / 8; n++)
#pragma unroll
                for (int e = 0; e < 4; e++) {
                    int column = 8 * n + 2 * t + (e & 1), row = first + 16 * m + g + 8 * (e >> 1);
                    float logit = fmaf(z[m][n][e], p.scale * Log2E, bias[column]);
                    if (p.skipsDiagonal && at + column == row) logit = -CUDART_INF_F;
                    z[m][n][e] = logit;
                    most[e >> 1] = fmaxf(most[e >> 1], logit);
                }
            float base[2];
#pragma unroll
            for (int h = 0; h < 2; h++) {
                most[h] = fmaxf(most[h], __shfl_xor_sync(All, most[h], 1));
                most[h] = fmaxf(most[h], __shfl_xor_sync(All, most[h], 2));
                most[h] = fmaxf(most[h], largest[m][h]);
                base[h] = most[h] == -CUDART_INF_F ? 0.0f : most[h]; // nothing so far
                float shrink = exp2f(largest[m][h] - base[h]);
                largest[m][h] = most[h];
                sum[m][h] *= shrink;
                if (Weighted) {
#pragma unroll
                    for (int k = 0; k < W / 8; k++) {
                        o[m][k][2 * h] *= shrink;
                        o[m][k][2 * h + 1] *= shrink;
                    }
                }
            }
#pragma unroll
            for (int n = 0; n < N / 8; n++)
#pragma unroll
                for (int e = 0; e < 4; e++) {
                    z[m][n][e] = exp2f(z[m][n][e] - base[e >> 1]);
                    sum[m][e >> 1] += z[m][n][e];
                }
        }
        if (Weighted) addWeighted<W, M, N>(o, z, tile, 0, g, t);
    }

#pragma unroll
    for (int m = 0; m < M; m++)
#pragma unroll
        for (int h = 0; h < 2; h++) {
            float total = sumOfQuad(sum[m][h]);
            int row = first + 16 * m + g + 8 * h;
            if (t == 0 && row < p.rowCount) {
                long long place = (long long)blockIdx.y * p.rowCount + row;
                p.largest[place] = largest[m][h];
                p.sums[place] = total;
            }
        }
    if (Weighted) write<W, M>(p.weighted + (long long)blockIdx.y * p.rowCount * p.width, o, first, p.rowCount, p.width, g, t);
}

// ---- joinSplits: the splits of attend as log Σⱼ exp(z) + bᵢ, −∞ where nothing was summed, and the mean of yⱼ by weights exp(z). A warp a row.

struct Joining {
    const float* largest;    // (splits, n)
    const float* sums;       // (splits, n)
    const float* weighted;   // (splits, n, d); null for no means
    const float* bias;       // bᵢ, (n); null for zeros
    float* logarithms;       // (n)
    float* means;            // (n, d)
    int splits, rowCount, width;
};

extern "C" __global__ void __launch_bounds__(Threads) joinSplits(Joining p) {
    const int row = blockIdx.x * Warps + (threadIdx.x >> 5), lane = threadIdx.x & 31;
    if (row >= p.rowCount) return;
    float most = -CUDART_INF_F, total = 0.0f;
    for (int split = lane; split < p.splits; split += 32) most = fmaxf(most, p.largest[(long long)split * p.rowCount + row]);
    most = largestOfWarp(most);
    const float base = most == -CUDART_INF_F ? 0.0f : most;
    for (int split = lane; split < p.splits; split += 32) {
        long long place = (long long)split * p.rowCount + row;
        total += p.sums[place] * exp2f(p.largest[place] - base);
    }
    total = sumOfWarp(total);
    if (lane == 0) p.logarithms[row] = total == 0.0f ? -CUDART_INF_F : (base + log2f(total)) * Ln2 + (p.bias == nullptr ? 0.0f : p.bias[row]);
    if (p.weighted == nullptr) return;
    const float share = total == 0.0f ? 0.0f : 1.0f / total;
    for (int column = lane; column < p.width; column += 32) {
        float sum = 0.0f;
        for (int split = 0; split < p.splits; split++) {
            long long place = (long long)split * p.rowCount + row;
            sum += p.weighted[place * p.width + column] * exp2f(p.largest[place] - base);
        }
        p.means[(long long)row * p.width + column] = sum * share;
    }
}

// ---- spread: for each row j, over the columns i of a split, o = Σᵢ wᵢ exp(s ⟨yⱼ, xᵢ⟩ + bⱼ − lᵢ) xᵢ. Grid: (row blocks, splits).

struct Spreading {
    const float* rows;       // y, (n, d)
    const float* columns;    // x, (c, d)
    const float* bias;       // b, (n); null for zeros
    const float* logarithms; // l, (c)
    const float* weights;    // w, (c)
    float* weighted;         // o, (splits, n, d)
    float scale;             // s
    int rowCount, columnCount, width, tilesOfSplit;
};

template <int W, int M>
__device__ __forceinline__ void spread(const Spreading& p) {
    constexpr int N = 64;
    __shared__ Tile<W, N> tile;
    __shared__ float logarithms[N], weights[N];
    const int lane = threadIdx.x & 31, g = lane >> 2, t = lane & 3;
    const int first = (blockIdx.x * Warps + (threadIdx.x >> 5)) * 16 * M;
    OwnRows<W, M> own;
    own.load(p.rows, first, p.rowCount, p.width, g, t);
    float o[M][W / 8][4] = {}, bias[M][2];
#pragma unroll
    for (int m = 0; m < M; m++)
#pragma unroll
        for (int h = 0; h < 2; h++) {
            int row = first + 16 * m + g + 8 * h;
            bias[m][h] = p.bias == nullptr || row >= p.rowCount ? 0.0f : p.bias[row] * Log2E;
        }

    const int begin = blockIdx.y * p.tilesOfSplit * N;
    const int end = min(p.columnCount, begin + p.tilesOfSplit * N);
    for (int at = begin; at < end; at += N) {
        __syncthreads();
        tile.load(p.columns, at, p.columnCount, p.width);
        if (threadIdx.x < N) {
            int column = at + threadIdx.x;
            logarithms[threadIdx.x] = column < p.columnCount ? p.logarithms[column] * Log2E : 0.0f;
            weights[threadIdx.x] = column < p.columnCount ? p.weights[column] : 0.0f;
        }
        __syncthreads();

        float z[M][N / 8][4];
        own.template products<N>(tile, 0, z, g, t);
#pragma unroll
        for (int m = 0; m < M; m++)
#pragma unroll
            for (int n = 0; n < N / 8; n++)
#pragma unroll
                for (int e = 0; e < 4; e++) {
                    int column = 8 * n + 2 * t + (e & 1);
                    float exponent = fmaf(z[m][n][e], p.scale * Log2E, bias[m][e >> 1] - logarithms[column]);
                    z[m][n][e] = weights[column] == 0.0f ? 0.0f : weights[column] * exp2f(exponent);
                }
        addWeighted<W, M, N>(o, z, tile, 0, g, t);
    }
    write<W, M>(p.weighted + (long long)blockIdx.y * p.rowCount * p.width, o, first, p.rowCount, p.width, g, t);
}

// ---- diverge: with cosines of rows and of texts over τ, Q and P their row softmaxes without the diagonal (logarithms q and p are known),
//      for each row i over the columns j of a split: o = Σⱼ (Q[i, j] + Q[j, i] − P[i, j] − P[j, i]) xⱼ and v = Σⱼ P[i, j] log(P/Q)[i, j].

struct Divergence {
    const float* rows;           // x, (n, d)
    const float* texts;          // (n, e)
    const float* logarithms;     // q, (n)
    const float* textLogarithms; // p, (n)
    float* weighted;             // o, (splits, n, d)
    float* values;               // v, (splits, n)
    float scale;                 // 1/τ
    int rowCount, width, textWidth, tilesOfSplit;
};

template <int W, int E, int N>
__device__ __forceinline__ void diverge(const Divergence& p) {
    constexpr int Part = 16; // columns at a time: two matrices of logits are held
    __shared__ Tile<W, N> tile;
    __shared__ Tile<E, N> textTile;
    __shared__ float logarithms[N], textLogarithms[N];
    const int lane = threadIdx.x & 31, g = lane >> 2, t = lane & 3;
    const int first = (blockIdx.x * Warps + (threadIdx.x >> 5)) * 16;
    OwnRows<W, 1> own;
    OwnRows<E, 1> ownTexts;
    own.load(p.rows, first, p.rowCount, p.width, g, t);
    ownTexts.load(p.texts, first, p.rowCount, p.textWidth, g, t);
    float o[1][W / 8][4] = {}, value[2] = {}, q[2], r[2];
#pragma unroll
    for (int h = 0; h < 2; h++) {
        int row = first + g + 8 * h;
        q[h] = row < p.rowCount ? p.logarithms[row] * Log2E : 0.0f;
        r[h] = row < p.rowCount ? p.textLogarithms[row] * Log2E : 0.0f;
    }

    const int begin = blockIdx.y * p.tilesOfSplit * N;
    const int end = min(p.rowCount, begin + p.tilesOfSplit * N);
    for (int at = begin; at < end; at += N) {
        __syncthreads();
        tile.load(p.rows, at, p.rowCount, p.width);
        textTile.load(p.texts, at, p.rowCount, p.textWidth);
        if (threadIdx.x < N) {
            int column = at + threadIdx.x;
            logarithms[threadIdx.x] = column < p.rowCount ? p.logarithms[column] * Log2E : 0.0f;
            textLogarithms[threadIdx.x] = column < p.rowCount ? p.textLogarithms[column] * Log2E : 0.0f;
        }
        __syncthreads();

#pragma unroll 1
        for (int from = 0; from < N; from += Part) {
            float z[1][Part / 8][4], u[1][Part / 8][4];
            own.template products<Part>(tile, from, z, g, t);
            ownTexts.template products<Part>(textTile, from, u, g, t);
#pragma unroll
            for (int n = 0; n < Part / 8; n++)
#pragma unroll
                for (int e = 0; e < 4; e++) {
                    int h = e >> 1, column = from + 8 * n + 2 * t + (e & 1), row = first + g + 8 * h;
                    float weight = 0.0f;
                    if (at + column < p.rowCount && at + column != row) {
                        float logit = z[0][n][e] * p.scale * Log2E, textLogit = u[0][n][e] * p.scale * Log2E;
                        float expected = exp2f(textLogit - r[h]);
                        weight = exp2f(logit - q[h]) + exp2f(logit - logarithms[column]) - expected
                            - exp2f(textLogit - textLogarithms[column]);
                        value[h] += expected * ((textLogit - r[h]) - (logit - q[h]));
                    }
                    z[0][n][e] = weight;
                }
            addWeighted<W, 1, Part>(o, z, tile, from, g, t);
        }
    }

#pragma unroll
    for (int h = 0; h < 2; h++) {
        float total = sumOfQuad(value[h]);
        int row = first + g + 8 * h;
        if (t == 0 && row < p.rowCount) p.values[(long long)blockIdx.y * p.rowCount + row] = total * Ln2;
    }
    write<W, 1>(p.weighted + (long long)blockIdx.y * p.rowCount * p.width, o, first, p.rowCount, p.width, g, t);
}

// ---- unitRows: rows at unit length, their lengths, and a constant times their squared unit lengths; 0 for rows that count as zero. A warp a row.

struct Lengthening {
    const float* rows; // (n, d)
    float* units;      // (n, d)
    float* lengths;    // (n)
    float* squares;    // (n); null for none
    float shortest, constant;
    int rowCount, width;
};

extern "C" __global__ void __launch_bounds__(Threads) unitRows(Lengthening p) {
    const int row = blockIdx.x * Warps + (threadIdx.x >> 5), lane = threadIdx.x & 31;
    if (row >= p.rowCount) return;
    const float* x = p.rows + (long long)row * p.width;
    float largest = 0.0f;
    bool isNumber = true; // fmaxf would pass over NaN
    for (int column = lane; column < p.width; column += 32) {
        largest = fmaxf(largest, fabsf(x[column]));
        isNumber = isNumber && !isnan(x[column]);
    }
    largest = largestOfWarp(largest);
    if (!__all_sync(All, isNumber)) largest = CUDART_NAN_F;
    const bool isZero = largest < p.shortest;
    float sum = 0.0f;
    for (int column = lane; column < p.width; column += 32) {
        float scaled = x[column] / largest;
        sum += scaled * scaled;
    }
    const float norm = sqrtf(sumOfWarp(sum));
    for (int column = lane; column < p.width; column += 32)
        p.units[(long long)row * p.width + column] = isZero ? 0.0f : x[column] / largest / norm;
    if (lane == 0) {
        p.lengths[row] = isZero ? 0.0f : norm * largest;
        if (p.squares != nullptr) p.squares[row] = isZero ? 0.0f : p.constant;
    }
}

// What a warp writes of a gradient g to a row given at unit length u of length r: (g − u ⟨u, g⟩) / r, 0 for a zero row; g itself where no
// lengths are given. `of` gives g of a column.
template <typename Gradient>
__device__ __forceinline__ void writeGradient(
    const float* __restrict__ units, const float* __restrict__ lengths, int row, int width, int lane, float* __restrict__ result,
    Gradient of) {
    const long long start = (long long)row * width;
    float along = 0.0f, length = 1.0f;
    if (lengths != nullptr) {
        for (int column = lane; column < width; column += 32) along += units[start + column] * of(column);
        along = sumOfWarp(along);
        length = lengths[row];
    }
    for (int column = lane; column < width; column += 32) {
        float gradient = lengths == nullptr ? of(column) : (of(column) - units[start + column] * along) / length;
        result[start + column] = length == 0.0f ? 0.0f : gradient;
    }
}

// ---- ofUniformity: 4t · pᵢ (meanᵢ − xᵢ), with pᵢ = exp(lᵢ − total) the row's share of all pairs, to the rows before unit.

struct UniformityGradient {
    const float* units;      // x, (n, d)
    const float* lengths;    // (n)
    const float* means;      // (n, d)
    const float* logarithms; // l, (n)
    const float* total;      // ()
    float* result;           // (n, d)
    float factor;            // 4t
    int rowCount, width;
};

extern "C" __global__ void __launch_bounds__(Threads) ofUniformity(UniformityGradient p) {
    const int row = blockIdx.x * Warps + (threadIdx.x >> 5), lane = threadIdx.x & 31;
    if (row >= p.rowCount) return;
    const float share = p.factor * expf(p.logarithms[row] - *p.total);
    const long long start = (long long)row * p.width;
    writeGradient(p.units, p.lengths, row, p.width, lane, p.result, [=](int column) {
        return share * (p.means[start + column] - p.units[start + column]);
    });
}

// ---- ofAnchors: wᵢ (lᵢ − s ⟨aᵢ, pᵢ⟩), s wᵢ (meanᵢ − pᵢ) to the anchors and −s wᵢ aᵢ to their partners; without partners p = 0.

struct Anchors {
    const float* anchors;
    const float* anchorLengths; // null where rows are taken as they are
    const float* partners;      // null for none
    const float* partnerLengths;
    const float* means;
    const float* logarithms;
    const float* weights;
    float* values;
    float* ofAnchors;
    float* ofPartners;
    float scale;
    int rowCount, width;
};

extern "C" __global__ void __launch_bounds__(Threads) ofAnchors(Anchors p) {
    const int row = blockIdx.x * Warps + (threadIdx.x >> 5), lane = threadIdx.x & 31;
    if (row >= p.rowCount) return;
    const float weight = p.weights[row], factor = p.scale * weight;
    const long long start = (long long)row * p.width;
    float likeness = 0.0f;
    if (p.partners != nullptr) {
        for (int column = lane; column < p.width; column += 32) likeness += p.anchors[start + column] * p.partners[start + column];
        likeness = sumOfWarp(likeness);
        writeGradient(p.partners, p.partnerLengths, row, p.width, lane, p.ofPartners, [=](int column) {
            return -factor * p.anchors[start + column];
        });
    }
    if (lane == 0) p.values[row] = weight == 0.0f ? 0.0f : weight * (p.logarithms[row] - p.scale * likeness);
    writeGradient(p.anchors, p.anchorLengths, row, p.width, lane, p.ofAnchors, [=](int column) {
        return factor * (p.means[start + column] - (p.partners == nullptr ? 0.0f : p.partners[start + column]));
    });
}

// ---- ofSums: the splits of spread or diverge, summed and times a factor, to the rows before unit.

struct SumsGradient {
    const float* weighted; // (splits, n, d)
    const float* units;    // (n, d); null with the lengths where rows are taken as they are
    const float* lengths;  // (n)
    float* result;         // (n, d)
    float factor;
    int splits, rowCount, width;
};

extern "C" __global__ void __launch_bounds__(Threads) ofSums(SumsGradient p) {
    const int row = blockIdx.x * Warps + (threadIdx.x >> 5), lane = threadIdx.x & 31;
    if (row >= p.rowCount) return;
    writeGradient(p.units, p.lengths, row, p.width, lane, p.result, [=](int column) {
        float sum = 0.0f;
        for (int split = 0; split < p.splits; split++) sum += p.weighted[((long long)split * p.rowCount + row) * p.width + column];
        return p.factor * sum;
    });
}

// ---- total: factor · Σ x, and logTotal: log Σ exp(x) and that plus a constant; one block each, in an order that is fixed.

__device__ __forceinline__ double sumOfBlock(double x) {
    __shared__ double parts[1024];
    parts[threadIdx.x] = x;
    for (int half = blockDim.x / 2; half > 0; half /= 2) {
        __syncthreads();
        if (threadIdx.x < half) parts[threadIdx.x] += parts[threadIdx.x + half];
    }
    __syncthreads();
    return parts[0];
}

struct Total {
    const float* numbers; // x
    float* result;        // ()
    long long count;
    double factor;
};

extern "C" __global__ void __launch_bounds__(1024) total(Total p) {
    double sum = 0;
    for (long long i = threadIdx.x; i < p.count; i += blockDim.x) sum += p.numbers[i];
    sum = sumOfBlock(sum);
    if (threadIdx.x == 0) *p.result = (float)(p.factor * sum);
}

struct LogTotal {
    const float* numbers; // x
    float* result;        // ()
    float* logarithm;     // (), without the constant
    long long count;
    double constant;
};

extern "C" __global__ void __launch_bounds__(1024) logTotal(LogTotal p) {
    __shared__ float largest[1024];
    float most = -CUDART_INF_F;
    for (long long i = threadIdx.x; i < p.count; i += blockDim.x) most = p.numbers[i] > most || isnan(p.numbers[i]) ? p.numbers[i] : most;
    largest[threadIdx.x] = most;
    for (int half = blockDim.x / 2; half > 0; half /= 2) {
        __syncthreads();
        if (threadIdx.x < half) {
            float other = largest[threadIdx.x + half];
            if (other > largest[threadIdx.x] || isnan(other)) largest[threadIdx.x] = other;
        }
    }
    __syncthreads();
    const double base = largest[0];
    double sum = 0;
    for (long long i = threadIdx.x; i < p.count; i += blockDim.x) sum += exp(p.numbers[i] - base);
    sum = sumOfBlock(sum);
    if (threadIdx.x == 0) {
        *p.logarithm = (float)(base + log(sum));
        *p.result = (float)(base + log(sum) + p.constant);
    }
}

// ---- instances, by padded width

#define ATTEND(W, M) \
    extern "C" __global__ void __launch_bounds__(Threads) attend##W(Attention p) { attend<W, M, true>(p); } \
    extern "C" __global__ void __launch_bounds__(Threads) measure##W(Attention p) { attend<W, M, false>(p); } \
    extern "C" __global__ void __launch_bounds__(Threads) spread##W(Spreading p) { spread<W, M>(p); }

ATTEND(32, 2)
ATTEND(64, 1)
ATTEND(128, 1)

#define DIVERGE(W, E, N) \
    extern "C" __global__ void __launch_bounds__(Threads) diverge##W##_##E(Divergence p) { diverge<W, E, N>(p); }

DIVERGE(32, 64, 64)
DIVERGE(32, 128, 64)
DIVERGE(64, 64, 64)
DIVERGE(64, 128, 32)
DIVERGE(128, 64, 32)
DIVERGE(128, 128, 32)
