import type { Config } from '../../../config/schema.ts';
import { askedWith } from '../../../server-access/asked-with.ts';
import type { Credentials } from '../../../server-access/credentials.ts';
import { directly as askDirectly, Unreachable } from '../../../server-access/directly.ts';
import { LARGEST, tooLarge, type StoreAccess } from '../stores/ask.ts';
import { LogStoreTrouble } from '../stores/log-store.ts';

/** How long an answer may take, in milliseconds. */
export const ANSWER_MS = 20_000;

/** A store at an address, asked from where the suite runs. */
export function directly(
  title: string,
  settings: Pick<Config['logs'], 'url' | 'headers' | 'auth'>,
  credentials: Credentials,
): StoreAccess {
  const get = askDirectly(settings, credentials, { answerMs: ANSWER_MS, largest: LARGEST });
  return {
    title,
    asked: askedWith(settings),
    ask: async (path, { signal }) => {
      const { isCut, ...answer } = await get(path, signal).catch((error: unknown) => {
        throw error instanceof Unreachable ? unreachable(title, error) : error;
      });
      if (isCut) throw tooLarge(title);
      return answer;
    },
  };
}

function unreachable(title: string, { why, isTls, cause }: Unreachable): LogStoreTrouble {
  const hint = isTls ? '; logs.auth.ca names the authorities that have signed it' : '';
  return new LogStoreTrouble(`${title} cannot be reached: ${why}${hint}`, { cause });
}
