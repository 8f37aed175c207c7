import { whatIsWrong } from '../errors/shakedown-error.ts';
import type { CheckRequirements, Finding } from '../preflight/finding.ts';
import type { ReviewedAccount } from './suite/reviewed-account.ts';

/** How many ids of an area are listed on the terminal; the rest is counted. */
const NAMED = 10;
/** The same for the reasons. */
const REASONS = 5;

/** The result of doctor. */
export interface Examined {
  rights: Pick<ReviewedAccount, 'judged' | 'sentence'>;
  found: readonly Finding[];
  /** The selected checks. */
  checks: readonly (CheckRequirements & { area: string; fault?: Error })[];
}

/**
 * Whether every check can run that applies. If none can, because all are skipped, it is `false`: a run that judges nothing is incomplete. Pure.
 */
export function canAllRun(examined: Pick<Examined, 'found' | 'checks'>): boolean {
  const { canRun, blocked, broken } = sorted(examined);
  return canRun.length > 0 && blocked.length === 0 && broken.length === 0;
}

/** The findings for people, and which checks can run, by area; the last line counts them. Pure. */
export function doctorText({ rights, found, checks }: Examined): string {
  const { canRun, blocked, broken, skipped } = sorted({ found, checks });
  const lines = found.map(({ message, todo, blocks }) => {
    const effect = blocks.length === 0 ? '' : `\n  blocks ${blocks.length} of ${checks.length} checks`;
    return `${message}${effect}\n  do: ${todo}`;
  });
  return `${[
    rights.sentence,
    ...lines,
    ...listed('can run', canRun),
    ...listed('blocked', blocked),
    ...listedByReason('broken ', broken, faultOf),
    ...listedByReason('skipped', skipped, skipOf),
    countedAll({ canRun, blocked, broken, skipped }, checks.length),
  ].join('\n')}\n`;
}

/** The same for programs, with all ids. Pure. */
export function doctorJson({ rights: { judged, sentence }, found, checks }: Examined): string {
  const { canRun, blocked, broken, skipped } = sorted({ found, checks });
  const report = {
    rights: { judged, sentence },
    checks: checks.map(({ id }) => id),
    canRun: canRun.map(({ id }) => id),
    blocked: blocked.map(({ id }) => id),
    broken: broken.map((check) => ({ id: check.id, reason: faultOf(check) })),
    skipped: skipped.map(({ id, skip }) => ({ id, reason: skip })),
    findings: found,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function sorted({ found, checks }: Pick<Examined, 'found' | 'checks'>) {
  const blocking = new Set(found.flatMap(({ blocks }) => blocks));
  const broken = checks.filter(({ fault }) => fault !== undefined);
  const skipped = checks.filter(({ skip }) => skip !== undefined);
  const applying = checks.filter(({ skip, fault }) => skip === undefined && fault === undefined);
  return {
    broken,
    skipped,
    blocked: applying.filter(({ id }) => blocking.has(id)),
    canRun: applying.filter(({ id }) => !blocking.has(id)),
  };
}

function listed(title: string, checks: Examined['checks']): string[] {
  const areas = Map.groupBy(checks, ({ area }) => area);
  return [...areas].map(([area, members]) => `${title}  ${area} ${members.length}: ${named(members)}`);
}

/** The checks that cannot run, by area and reason, the most frequent reasons of an area first. */
function listedByReason(
  title: string,
  checks: Examined['checks'],
  reasonOf: (check: Examined['checks'][number]) => string,
): string[] {
  const areas = Map.groupBy(checks, ({ area }) => area);
  return [...areas].flatMap(([area, members]) => {
    const groups = [...Map.groupBy(members, reasonOf)].toSorted(([, a], [, b]) => b.length - a.length);
    const rest = groups.slice(REASONS).map(([, group]) => group.length);
    const count = rest.reduce((sum, length) => sum + length, 0);
    const more =
      count === 0
        ? []
        : [
            `${title}  ${area} ${count} more, for ${rest.length} other reason${rest.length === 1 ? '' : 's'} (--json names them)`,
          ];
    const lines = groups
      .slice(0, REASONS)
      .flatMap(([reason, group]) => [`${title}  ${area} ${group.length}: ${named(group)}`, `  reason: ${reason}`]);
    return [...lines, ...more];
  });
}

function named(checks: Examined['checks']): string {
  const ids = checks.slice(0, NAMED).map(({ id }) => id);
  const more = checks.length > NAMED ? [`and ${checks.length - NAMED} more (--json names them)`] : [];
  return [...ids, ...more].join(', ');
}

function skipOf({ skip = '' }: Examined['checks'][number]): string {
  return skip;
}

function faultOf({ fault }: Examined['checks'][number]): string {
  return whatIsWrong(fault);
}

function countedAll({ canRun, blocked, broken, skipped }: ReturnType<typeof sorted>, all: number): string {
  const others = `${counted(blocked, 'blocked')}${counted(broken, 'broken')}${counted(skipped, 'skipped')}`;
  const nothing = skipped.length === all ? ': a run would judge nothing, and be incomplete' : '';
  return `${canRun.length} of ${all} checks can run${others}${nothing}`;
}

function counted({ length }: readonly unknown[], what: string): string {
  return length === 0 ? '' : `, ${length} ${what}`;
}
