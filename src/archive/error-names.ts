/** What errors are called when no server answers. */
export const NO_CONNECTION: readonly string[] = [
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['TimeoutError', 'RequestTimeout', 'ERR_SOCKET_CONNECTION_TIMEOUT'],
];

/** The code of an error, then those of what caused it; only words, never texts. */
export function namesOf(thrown: unknown, depth = 0): string[] {
  if (!(thrown instanceof Error) || depth > 4) return [];
  const { code, name, cause } = thrown as NodeJS.ErrnoException;
  const inside = thrown instanceof AggregateError ? thrown.errors : [];
  const own = [code, name].filter(
    (word): word is string => typeof word === 'string' && /^[A-Za-z][\w.]{2,60}$/.test(word),
  );
  const all = [...own, ...[cause, ...inside].flatMap((one) => namesOf(one, depth + 1))];
  return [...new Set(all)].filter((word) => word !== 'Error' && word !== 'AggregateError');
}
