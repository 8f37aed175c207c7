import { createHash } from 'node:crypto';

/**
 * Where to begin in a list of so many, evenly spread over different texts, and always the same for one; pure.
 * @example hashedStart('seed 10.96.0.1', 500) // 314
 */
export function hashedStart(text: string, length: number): number {
  return Number.parseInt(createHash('sha256').update(text).digest('hex').slice(0, 8), 16) % Math.max(1, length);
}
