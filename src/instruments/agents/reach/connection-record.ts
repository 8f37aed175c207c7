import { CLOSED } from '../agent-protocol.ts';
import type { TcpAnswer } from '../fleet/probe-fleet.ts';
import type { Ask, ProbePlan } from './probe-plan.ts';
import type { Contact } from './reach.ts';
import type { ServiceAddress } from './service-addresses.ts';

/** After some but not all connections of a round were lost: how many rounds must pass without a loss. */
const CLEAN_ROUNDS = 3;

/** The connections from one node to one address, in all rounds so far. */
interface Pair {
  node: string;
  address: ServiceAddress;
  /** As it was planned at first. */
  ask: Ask;
  answer: TcpAnswer;
  /** Whether some but not all connections of a round were lost. */
  partial: boolean;
  /** Whether connections that the other side closes are lost: see {@link ConnectionRecord.countClosed}. */
  countsClosed: boolean;
  /** Rounds without a loss since the last one with a loss. */
  clean: number;
  /** Connections of the last round were lost. */
  failing: boolean;
  /** It is not tested again. */
  passed: boolean;
}

/**
 * The connections to one Service, over all rounds of a wait. A way that was not there at first is tested in full when it is; one that loses
 * some connections is tested three times with the most connections, and each must succeed. Otherwise a wait would go on until a lossy way
 * looks healthy for a moment.
 */
export class ConnectionRecord {
  readonly #most: number;
  readonly #pairs = new Map<string, Pair>();

  /** @param most the most connections of one node to one address in a round. */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Forgets the connections from nodes and to addresses that are not there any more, or behind which there is something else now.
   * @returns how many of those ways had failed.
   */
  keep(agents: readonly { node: string }[], addresses: readonly ServiceAddress[]): number {
    const nodes = new Set(agents.map(({ node }) => node));
    const current = new Set(addresses.map(stateOf));
    let failing = 0;
    for (const [key, { node, address, passed }] of this.#pairs) {
      if (nodes.has(node) && current.has(stateOf(address))) continue;
      if (!passed) failing += 1;
      this.#pairs.delete(key);
    }
    return failing;
  }

  /**
   * The connections of the next round, by node.
   * @param last whether there is no other round: then a way that loses some is not tested again, because one clean round would not be enough. The last
   * look of a wait has little time.
   */
  next(plan: ProbePlan, last: boolean): Map<string, Ask[]> {
    const times = (pair: Pair | undefined, planned: number): number => {
      if (!pair) return planned;
      if (pair.passed) return 0;
      if (pair.partial) return last ? 0 : this.#most;
      return pair.failing ? 1 : planned;
    };
    return new Map(
      [...this.#withOpen(plan)].map(([node, of]) => [
        node,
        of
          .map((ask) => ({ ...ask, times: times(this.#pairs.get(keyOf(node, ask.address)), ask.planned) }))
          .filter((ask) => ask.times > 0),
      ]),
    );
  }

  /** The plan with the ways that have failed and are not in it any more, because a sample changes with the nodes. */
  #withOpen({ asks }: ProbePlan): Map<string, readonly Ask[]> {
    const all = new Map<string, readonly Ask[]>(asks);
    for (const { node, address, passed, ask } of this.#pairs.values()) {
      const its = all.get(node);
      if (passed || its?.some((one) => keyOf(node, one.address) === keyOf(node, address))) continue;
      all.set(node, [...(its ?? []), ask]);
    }
    return all;
  }

  /** Notes the connections of a round to one address. */
  note(node: string, ask: Ask, answer: TcpAnswer): void {
    const { address, times, planned } = ask;
    const key = keyOf(node, address);
    const before = this.#pairs.get(key);
    const { tried } = answer;
    const pair: Pair = before ?? {
      ...{ node, address, ask, answer: { ...answer, tried: 0, failed: 0, slow: 0, closed: 0 } },
      ...{ partial: false, countsClosed: false, clean: 0, failing: false, passed: false },
    };
    const seen = pair.countsClosed ? withClosedAsFailed(answer) : answer;
    const { failed, slow = 0 } = seen;
    // Slow ones have lost a packet, as those that failed have lost several.
    const lost = failed + slow;
    pair.partial ||= lost > 0 && failed < tried;
    pair.failing = lost > 0;
    pair.clean = lost > 0 ? 0 : pair.clean + 1;
    pair.passed = !pair.failing && (pair.partial ? pair.clean >= CLEAN_ROUNDS : times >= planned);
    pair.answer = { ...together(pair.answer, seen), ok: pair.passed };
    this.#pairs.set(key, pair);
  }

  /**
   * Counts the connections from a node to an address that the other side has closed as lost, from now on and before: nothing there closes them by design.
   * The address is tested again.
   */
  countClosed(node: string, address: ServiceAddress): void {
    const pair = this.#pairs.get(keyOf(node, address));
    if (!pair || pair.countsClosed) return;
    const answer = withClosedAsFailed(pair.answer);
    Object.assign(pair, { countsClosed: true, failing: true, clean: 0, passed: false });
    pair.partial ||= answer.failed < answer.tried;
    pair.answer = { ...answer, ok: false };
  }

  /** Whether a way that has failed succeeds now, and is not tested in full yet. */
  get isRecovering(): boolean {
    return [...this.#pairs.values()].some(({ passed, failing }) => !passed && !failing);
  }

  /** All connections. */
  get contacts(): Contact[] {
    return [...this.#pairs.values()].map(({ node, address, answer }) => ({ node, address, answer }));
  }
}

/** All connections of two rounds. */
function together(before: TcpAnswer, now: TcpAnswer): TcpAnswer {
  const [slow, closed] = [(before.slow ?? 0) + (now.slow ?? 0), (before.closed ?? 0) + (now.closed ?? 0)];
  const error = now.error ?? before.error;
  return {
    ...{ host: now.host, port: now.port, ok: now.ok },
    ...{ tried: before.tried + now.tried, failed: before.failed + now.failed },
    ...(slow > 0 && { slow }),
    ...(closed > 0 && { closed }),
    ...(error !== undefined && { error }),
    seconds: Math.max(before.seconds, now.seconds),
  };
}

function withClosedAsFailed({ closed = 0, ...answer }: TcpAnswer): TcpAnswer {
  if (closed === 0) return answer;
  return { ...answer, failed: answer.failed + closed, error: answer.error ?? CLOSED };
}

function keyOf(node: string, address: ServiceAddress): string {
  return `${node} ${stateOf(address)}`;
}

function stateOf({ host, port, identity }: ServiceAddress): string {
  return `${host} ${port} ${identity}`;
}
