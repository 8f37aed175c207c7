/**
 * API requests per second that the controller-manager and the scheduler may send. With the 20 of upstream, the controller-manager takes five
 * seconds to start its controllers.
 */
export const DEFAULT_QPS = 100;
