/** A health URL, in its parts. */
export interface HealthUrl {
  /** The name of a Service. */
  service: string;
  /** @default the first one of the Service */
  port?: number;
  /** Begins with a slash; may have a query. */
  path: string;
}

const FORM = /^http:\/\/([a-z]([-a-z0-9]{0,61}[a-z0-9])?)(?::(\d{1,5}))?(\/[!-~]{0,500})?$/;

/**
 * Reads a health URL: `http://<service>:<port>/<path>`, where the host is the name of a Service alone, so that it cannot lead out of a namespace;
 * `undefined` when it is none. Pure.
 */
export function readHealthUrl(text: string): HealthUrl | undefined {
  const [, service, , digits, path = '/'] = FORM.exec(text) ?? [];
  if (service === undefined) return undefined;
  const port = Number(digits ?? 80);
  if (port < 1 || port > 65_535) return undefined;
  return { service, path, ...(digits !== undefined && { port }) };
}

/** Whether it is one. */
export function isHealthUrl(text: string): boolean {
  return readHealthUrl(text) !== undefined;
}
