/** An answer that is not a success. */
export interface FailedAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  /** How messages name the server. @default 'the server' */
  server?: string;
  /** A sentence about the credentials of the call, for when they are not accepted. @default none */
  refused?: string;
  /** Whether the API server was unreachable a moment ago: then it refuses all calls until it has read the RBAC rules. @default false */
  recentlyUnreachable?: boolean;
}
