// Pieces of a training step on an NVIDIA GPU of compute capability 7.5 or more, each one launch where libtorch's operators need many or wait
// for the host; compiled to steps.ptx.gz by tests/gpu/compile. CudaStepKernels calls them.

constexpr int Warps = 4;
constexpr int Threads = 32 * Warps;
constexpr unsigned All = 0xffffffffu;

// ---- sumBags: Σ of weighted rows of each bag, whose members are Bounds[i] … Bounds[i + 1] − 1. A warp a bag, a lane a column.

struct BagSums {
    const float* rows;        // (n, d)
    const long long* members; // row numbers
    const long long* bounds;  // (bags + 1)
    const float* weights;     // of the members; null for ones
    float* result;            // (bags, d)
    int bagCount, width;
};

extern "C" __global__ void __launch_bounds__(Threads) sumBags(BagSums p) {
    const int bag = blockIdx.x * Warps + (threadIdx.x >> 5), lane = threadIdx.x & 31;
    if (bag >= p.bagCount) return;
    const long long begin = p.bounds[bag], end = p.bounds[bag + 1];
    for (int first = 0; first < p.width; first += 32) {
        const int column = first + lane;
        float sum = 0.0f;
        for (long long at = begin; at < end; at += 32) {
            const int count = end - at < 32 ? (int)(end - at) : 32;
            const long long member = lane < count ? p.members[at + lane] : 0;
            const float weight = lane >= count ? 0.0f : p.weights == nullptr ? 1.0f : p.weights[at + lane];
#pragma unroll 8
            for (int i = 0; i < count; i++) {
                const long long row = __shfl_sync(All, member, i);
                const float share = __shfl_sync(All, weight, i);
                if (column < p.width) sum = fmaf(share, p.rows[row * p.width + column], sum);
            }
        }
        if (column < p.width) p.result[(long long)bag * p.width + column] = sum;
    }
}

// ---- moveAdam: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← θ − size · m / (√v · squareScale + ε). A thread an element.

struct AdamMove {
    float* values;       // θ
    const float* slopes; // g
    float* means;        // m
    float* squares;      // v
    long long count;
    float beta1, rest1, beta2, rest2, epsilon, squareScale, size;
};

extern "C" __global__ void __launch_bounds__(Threads) moveAdam(AdamMove p) {
    const long long i = (long long)blockIdx.x * Threads + threadIdx.x;
    if (i >= p.count) return;
    const float g = p.slopes[i];
    const float m = p.means[i] * p.beta1 + g * p.rest1;
    const float v = p.squares[i] * p.beta2 + g * g * p.rest2;
    p.means[i] = m;
    p.squares[i] = v;
    p.values[i] -= m / (sqrtf(v) * p.squareScale + p.epsilon) * p.size;
}
