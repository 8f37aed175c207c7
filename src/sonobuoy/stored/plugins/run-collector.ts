import { z } from 'zod';
import { cleanLine } from '../../../results/clean-text.ts';
import { heldText, type EntryReader } from './entry-reader.ts';
import { jsonOf } from './plugin-documents.ts';
import type { SonobuoyRun } from './plugin-results.ts';

/** Files of an archive that tell of its run: Sonobuoy writes `config.json` first and `info.json` last (`pkg/discovery/discovery.go`). */
const FILE = /^(?:.*\/)?(?:meta\/(config|info)\.json|(serverversion)\.json)$/;

/** Collects what an archive says about its run. */
export function runCollector(): {
  /** What reads a file; `undefined` for one that is of no use. @param mtime when it was written, if that is known. */
  reader: (path: string, mtime: Date | undefined) => EntryReader | undefined;
  run: () => SonobuoyRun;
} {
  const run: SonobuoyRun = {};
  return {
    reader: (path, mtime) => {
      const [, meta, version] = FILE.exec(path) ?? [];
      const at = mtime && !Number.isNaN(mtime.getTime()) && mtime.getTime() > 0 ? mtime.toISOString() : undefined;
      if (meta === 'info') {
        if (at !== undefined) run.endedAt = at;
        return undefined;
      }
      if (meta === 'config') {
        if (at !== undefined) run.startedAt = at;
        return heldText((text) => {
          const id = wordIn(text, 'UUID');
          if (id !== undefined) run.id = id;
        });
      }
      if (version === undefined) return undefined;
      return heldText((text) => {
        const found = wordIn(text, 'gitVersion');
        if (found !== undefined) run.version = found;
      });
    },
    run: () => run,
  };
}

function wordIn(text: string | undefined, key: string): string | undefined {
  const found = z.object({ [key]: z.string().min(1) }).safeParse(jsonOf(text));
  return found.success ? cleanLine(found.data[key] ?? '', 100) : undefined;
}
