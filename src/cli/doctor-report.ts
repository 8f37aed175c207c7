import type { CheckRequirements, Finding } from '../preflight/finding.ts';
import type { ReviewedAccount } from './suite/reviewed-account.ts';

/** How many ids of an area are listed on the terminal; the rest is counted. */
const NAMED = 10;

/** The result of doctor. */
export interface Examined {
  rights: Pick<ReviewedAccount, 'judged' | 'sentence'>;
  found: readonly Finding[];
  /** The selected checks. */
  checks: readonly (CheckRequirements & { area: string })[];
}

/** The findings for people, and which checks can run, by area; the last line counts them. Pure. */
export function doctorText({ rights, found, checks }: Examined): string {
  const { canRun, blocked, skipped } = sorted({ found, checks });
  const lines = found.map(({ message, todo, blocks }) => {
    const effect = blocks.length === 0 ? '' : `\n  blocks ${blocks.length} of ${checks.length} checks`;
    return `${message}${effect}\n  do: ${todo}`;
  });
  return `${[
    rights.sentence,
    ...lines,
    ...listed('can run', canRun),
    ...listed('blocked', blocked),
    ...listed('skipped', skipped),
    `${canRun.length} of ${checks.length} checks can run${counted(blocked, 'blocked')}${counted(skipped, 'skipped')}`,
  ].join('\n')}\n`;
}

/** The same for programs, with all ids. Pure. */
export function doctorJson({ rights: { judged, sentence }, found, checks }: Examined): string {
  const { canRun, blocked, skipped } = sorted({ found, checks });
  const report = {
    rights: { judged, sentence },
    checks: checks.map(({ id }) => id),
    canRun: canRun.map(({ id }) => id),
    blocked: blocked.map(({ id }) => id),
    skipped: skipped.map(({ id, skip }) => ({ id, reason: skip })),
    findings: found,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function sorted({ found, checks }: Pick<Examined, 'found' | 'checks'>) {
  const blocking = new Set(found.flatMap(({ blocks }) => blocks));
  const skipped = checks.filter(({ skip }) => skip !== undefined);
  const applying = checks.filter(({ skip }) => skip === undefined);
  return {
    skipped,
    blocked: applying.filter(({ id }) => blocking.has(id)),
    canRun: applying.filter(({ id }) => !blocking.has(id)),
  };
}

function listed(title: string, checks: Examined['checks']): string[] {
  const areas = Map.groupBy(checks, ({ area }) => area);
  return [...areas].map(([area, members]) => {
    const ids = members.slice(0, NAMED).map(({ id }) => id);
    const more = members.length > NAMED ? [`and ${members.length - NAMED} more (--json names them)`] : [];
    return `${title}  ${area} ${members.length}: ${[...ids, ...more].join(', ')}`;
  });
}

function counted({ length }: readonly unknown[], what: string): string {
  return length === 0 ? '' : `, ${length} ${what}`;
}
