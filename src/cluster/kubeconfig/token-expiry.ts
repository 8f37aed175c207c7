/** When a JSON Web Token expires, in milliseconds since 1970; `undefined` when it is none, or one without an expiry. */
export function expiryOfToken(token: string): number | undefined {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  try {
    const claims = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8')) as { exp?: unknown };
    return typeof claims.exp === 'number' ? claims.exp * 1_000 : undefined;
  } catch {
    return undefined; // what is no JSON Web Token has no expiry that can be read
  }
}
