/** The keys of `locust-properties`, and their defaults. */
export const PROPERTY_DEFAULTS = {
  WORKER_NUM: '3',
  LOCUST_SCRIPT: '',
  TARGET_HOST: '',
  TARGET_PATHS: '/',
  TARGET_TLS: '',
  TARGET_CA: '',
  USERS: '10',
  SPAWN_RATE: '10',
  RUN_TIME: '1m',
  RATE: '',
  THRESHOLDS: '',
} as const;

/** What each key takes, for who edits the ConfigMap. */
export const PROPERTIES_HELP = Object.entries({
  WORKER_NUM: 'workers, each of which uses at most one core: 3',
  LOCUST_SCRIPT: 'a script of the ConfigMap locust-scripts: buy.py. Empty: users request TARGET_PATHS',
  TARGET_HOST: 'a Service or a URL: shop.web, shop.web:8080, https://shop.example.com',
  TARGET_PATHS: 'paths, separated by commas or lines: /, /cart',
  TARGET_TLS: 'verify, insecure, or empty',
  TARGET_CA: 'certificates of your own authority (PEM), or empty',
  USERS: 'users at the same time: 10',
  SPAWN_RATE: 'users started per second: 10',
  RUN_TIME: 'length of the load: 90s, 5m, 1h30m',
  RATE: 'requests per second of all users: 100. Empty: as many as the target answers',
  THRESHOLDS:
    'what has to hold, separated by commas or lines: p95 < 500ms, failures < 1%, rate >= 95/s, GET /cart p99 < 2s. A # begins a comment',
} satisfies Record<Property, string>)
  .map(([key, text]) => `${key}: ${text}\n`)
  .concat('Any other key is a variable of the script. This text is not read.\n')
  .join('');

/** A key of `locust-properties` that the suite reads. */
export type Property = keyof typeof PROPERTY_DEFAULTS;

/** All of these keys. */
export const PROPERTY_KEYS = Object.keys(PROPERTY_DEFAULTS) as Property[];

/** How a key is written where its text comes from, for messages: `USERS` of a ConfigMap, `--users` of a command line. */
export type NameOf = (key: Property) => string;
