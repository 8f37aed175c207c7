import type { Sink } from '../../publish/sink.ts';
import { progressReport, type JournalProgress } from './progress-report.ts';

/** Time between two posts, in milliseconds; Sonobuoy passes progress on every 5 s at most. */
const EVERY = 1_000;
/** How long one post may take, in milliseconds. */
const LIMIT = 2_000;

/** Posts progress to Sonobuoy's worker. Nothing depends on it. */
export interface ProgressPoster {
  /** Posts once more if there is news, and ends. */
  stop(): Promise<void>;
}

/**
 * Posts how far the run is: at once, then whenever it has changed. The worker starts after the plugin, so the first posts may fail.
 * @param url without it nothing is posted.
 */
export function postProgress(url: string | undefined, read: () => JournalProgress): ProgressPoster {
  if (url === undefined) return { stop: () => Promise.resolve() };
  let accepted = '';
  let posting: Promise<void> | undefined;
  const deliver = toWorker(url);
  const post = async () => {
    const body = JSON.stringify(progressReport(read(), new Date()));
    if (body === accepted) return;
    try {
      await deliver(body);
      accepted = body;
    } catch {
      // It is tried again after the next pause.
    }
  };
  const turn = () => {
    posting ??= post().finally(() => {
      posting = undefined;
    });
    return posting;
  };
  const timer = setInterval(() => void turn(), EVERY);
  void turn();
  return {
    stop: async () => {
      clearInterval(timer);
      await posting;
      await turn();
    },
  };
}

/** Posts a report to Sonobuoy's worker, which may not be there yet. */
function toWorker(url: string): Sink<string> {
  return async (body) => {
    const { ok, status } = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(LIMIT) });
    if (!ok) throw new Error(`${url} answered ${status}`);
    return `posted to ${url}`;
  };
}
