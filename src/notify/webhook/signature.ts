import { createHmac } from 'node:crypto';

/** The beginning of a secret that is written in Base64. */
const BASE64_SECRET = 'whsec_';

/**
 * The headers by which a receiver knows that a body is from here, and when it was sent; pure. They are those of Standard Webhooks 1.0, for which there
 * are libraries in many languages: `webhook-signature` is the HMAC-SHA256 of id, time stamp and body, joined by dots, in Base64.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * @param secret Base64 after `whsec_`, or any text.
 */
export function signatureHeaders(
  { id, body, at }: { id: string; body: string; at: Date },
  secret: string,
): Record<string, string> {
  const seconds = String(Math.floor(at.getTime() / 1_000));
  const key = secret.startsWith(BASE64_SECRET)
    ? Buffer.from(secret.slice(BASE64_SECRET.length), 'base64')
    : Buffer.from(secret, 'utf8');
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` };
}
