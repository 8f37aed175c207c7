/** The controller-manager's own limit of requests per second. */
export const UPSTREAM_QPS = 20;
