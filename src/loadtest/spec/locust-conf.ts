import { variableProblem } from './script-variables.ts';

/** The files next to the scripts from which Locust reads options by itself. */
const FILES = ['locust.conf', 'pyproject.toml'] as const;
/** Options that have no effect there, because the platform sets them by variables, which count more. */
const OVERRULED = new Set(['locustfile', 'host', 'users', 'spawn-rate', 'run-time', 'stop-timeout']);

/**
 * The options in Locust's own files next to the scripts that would break the platform, each as a sentence: `locust.conf sets headless, which …`. Pure.
 * @param files by path.
 */
export function confProblems(files: ReadonlyMap<string, Buffer>): string[] {
  return FILES.flatMap((file) => {
    const text = files.get(file)?.toString('utf8') ?? '';
    const lines = (file.endsWith('.toml') ? locustSection(text) : text).split(/\r?\n/);
    return lines.flatMap((line) => {
      // `name value`, `name = value`, `name: value`, `--name`, and a comment after it: as the package ConfigArgParse reads them.
      const [, written = '', value = ''] =
        /^\s*(?:--)?["']?([a-z][-\w]*)["']?\s*[\s=:]?\s*(.*?)\s*(?:\s[;#].*)?$/i.exec(line) ?? [];
      const option = written.replaceAll('_', '-').toLowerCase();
      if (option === '' || OVERRULED.has(option) || /^"?false"?$/i.test(value)) return [];
      const problem = variableProblem(`LOCUST_${option.replaceAll('-', '_').toUpperCase()}`);
      return problem === undefined ? [] : [`${file} sets ${option}, which ${problem}`];
    });
  });
}

/** The header of Locust's section, as TOML may have it. */
const SECTION =
  /^[ \t]*\[[ \t]*(?:tool|"tool"|'tool')[ \t]*\.[ \t]*(?:locust|"locust"|'locust')[ \t]*\][ \t]*(?:#.*)?\r?$/m;

/** The lines of Locust's section in a file of TOML, without those of other sections. */
function locustSection(text: string): string {
  const [, section = ''] = text.split(SECTION);
  return section.split(/^\s*\[/m)[0] ?? '';
}
