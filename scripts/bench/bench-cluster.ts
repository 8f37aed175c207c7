/** The benchmark's own cluster; other clusters on the machine are left alone. */
export const BENCH_CLUSTER = { name: 'bench', kwokNodes: 20, clientQps: 500 } as const;
