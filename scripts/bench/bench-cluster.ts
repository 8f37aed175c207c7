/** The cluster of its own that the benchmark works in, beside whatever other clusters stand on the machine. */
export const BENCH_CLUSTER = { name: 'bench', kwokNodes: 20, clientQps: 500 } as const;
