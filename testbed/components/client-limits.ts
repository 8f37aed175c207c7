/**
 * Requests per second that controller-manager and scheduler allow themselves. Upstream's 20 would make the controller-manager take five seconds to
 * start its controllers.
 */
export const DEFAULT_QPS = 100;
