import { unzipped } from './unzipped.ts';
import type { Answer } from './answer.ts';

/**
 * The beginning of an answer's body, as text; what comes after it is not read.
 * @param most in bytes.
 * @returns whether there is more.
 */
export async function boundedText(answer: Answer, most: number): Promise<{ text: string; more: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of unzipped(answer)) {
    chunks.push(chunk);
    length += chunk.length;
    // Ending the loop ends the connection, too.
    if (length > most) return { text: Buffer.concat(chunks).subarray(0, most).toString('utf8'), more: true };
  }
  return { text: Buffer.concat(chunks).toString('utf8'), more: false };
}
