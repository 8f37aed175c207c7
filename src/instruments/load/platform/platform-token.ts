import { createHash, randomBytes } from 'node:crypto';

/** The header with the token of a platform, in requests to its master. */
export const TOKEN_HEADER = 'x-shakedown-token';

/** A new token: who has it may give orders to the master of a platform. 256 random bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** The digest of a token by which the master knows it: it stands in the pod's specification, which many accounts may read. */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
