import type { TcpAnswer } from '../fleet/probe-fleet.ts';
import type { Ask, ProbePlan } from './probe-plan.ts';
import type { Contact } from './reach.ts';
import type { ServiceAddress } from './service-addresses.ts';

/** After some but not all connections of a round have failed: how many rounds must pass without a loss. */
const CLEAN_ROUNDS = 3;

/** The connections from one node to one address, in all rounds so far. */
interface Pair {
  node: string;
  address: ServiceAddress;
  answer: TcpAnswer;
  /** Whether some but not all connections of a round have failed. */
  partial: boolean;
  /** Rounds without a failure since the last one with a failure. */
  clean: number;
  /** The last round has failed. */
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
  next({ asks }: ProbePlan, last: boolean): Map<string, Ask[]> {
    const times = (pair: Pair | undefined, planned: number): number => {
      if (!pair) return planned;
      if (pair.passed) return 0;
      if (pair.partial) return last ? 0 : this.#most;
      return pair.failing ? 1 : planned;
    };
    return new Map(
      [...asks].map(([node, of]) => [
        node,
        of
          .map((ask) => ({ ...ask, times: times(this.#pairs.get(keyOf(node, ask.address)), ask.times) }))
          .filter((ask) => ask.times > 0),
      ]),
    );
  }

  /** Notes the connections of a round to one address. @param planned as many as a full round has. */
  note(node: string, { address, times }: Ask, answer: TcpAnswer, planned: number): void {
    const key = keyOf(node, address);
    const before = this.#pairs.get(key);
    const { failed, tried } = answer;
    const pair: Pair = before ?? {
      ...{ node, address, answer: { ...answer, tried: 0, failed: 0 } },
      ...{ partial: false, clean: 0, failing: false, passed: false },
    };
    pair.partial ||= failed > 0 && failed < tried;
    pair.failing = failed > 0;
    pair.clean = failed > 0 ? 0 : pair.clean + 1;
    pair.passed = !pair.failing && (pair.partial ? pair.clean >= CLEAN_ROUNDS : times >= planned);
    const error = answer.error ?? pair.answer.error;
    pair.answer = {
      ...{ host: answer.host, port: answer.port, ok: pair.passed },
      ...{ tried: pair.answer.tried + tried, failed: pair.answer.failed + failed },
      ...(error !== undefined && { error }),
      seconds: Math.max(pair.answer.seconds, answer.seconds),
    };
    this.#pairs.set(key, pair);
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

function keyOf(node: string, address: ServiceAddress): string {
  return `${node} ${stateOf(address)}`;
}

function stateOf({ host, port, identity }: ServiceAddress): string {
  return `${host} ${port} ${identity}`;
}
