import { kinds } from '../../cluster/kinds/kinds.ts';
import { eventTable } from './describe/events.ts';
import { describeNode, nodeProblems, nodeTable } from './describe/node.ts';
import type { EvidenceReader } from './reader.ts';

/** A text about a failure, for people. */
interface Text {
  title: string;
  text: string;
}

/** How many nodes with a problem are described in full. */
const DESCRIBED = 3;

/**
 * What explains a test that is about no object and has created none: the nodes, with what is requested of them, and the newest warnings of the cluster. Each source is read by itself. Never
 * rejects.
 * @param why what is said of a source that could not be read.
 */
export async function clusterAround(reader: EvidenceReader, why: (error: unknown) => string): Promise<Text[]> {
  const [nodes, warnings] = await Promise.all([
    nodesNow(reader).catch((error: unknown) => [`the nodes could not be read: ${why(error)}`]),
    warningsNow(reader).catch((error: unknown) => [`the events could not be read: ${why(error)}`]),
  ]);
  return [
    { title: 'nodes', text: `${nodes.join('\n')}\n` },
    { title: 'warnings', text: `${warnings.join('\n')}\n` },
  ];
}

async function nodesNow(reader: EvidenceReader): Promise<string[]> {
  const [nodes, pods] = await Promise.all([reader.list(kinds.nodes), reader.list(kinds.pods)]);
  const bad = nodes.filter((node) => nodeProblems(node).length > 0).slice(0, DESCRIBED);
  return [...nodeTable(nodes, pods, reader.now), ...bad.flatMap((node) => ['', ...describeNode(node, reader.now)])];
}

async function warningsNow(reader: EvidenceReader): Promise<string[]> {
  const warnings = await reader.list(kinds.events, { fieldSelector: 'type=Warning' });
  return warnings.length === 0 ? ['no warnings'] : eventTable(warnings, reader.now);
}
