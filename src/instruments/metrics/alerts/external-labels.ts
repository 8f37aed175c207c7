import { parse } from 'yaml';
import { z } from 'zod';

/** The section of a configuration with the external labels, up to the next one; it is short, whatever the configuration is. */
const GLOBAL = /^global:[ \t]*\n((?:[ \t]+.*\n|\n)*)/m;
/** The longest section that is read, in characters. */
const LONGEST = 64 * 1024;

const schema = z.looseObject({ external_labels: z.record(z.string(), z.coerce.string()).optional().catch({}) });

/**
 * The labels that Prometheus adds to all alerts that it sends, according to its configuration in YAML; empty when it has none, or they cannot be read. Pure.
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#configuration-file
 */
export function externalLabelsIn(config: string): Readonly<Record<string, string>> {
  const [, section = ''] = GLOBAL.exec(`${config}\n`) ?? [];
  if (section.length > LONGEST) return {};
  try {
    return schema.safeParse(parse(section)).data?.external_labels ?? {};
  } catch {
    // What is no YAML has no labels.
    return {};
  }
}

/** Labels that tell replicas of one Prometheus apart, which are usually left out when it sends. */
const REPLICA = /replica/i;

/**
 * Whether an alert that has arrived may be this one: no label that both have differs. One of another cluster, which shares the Alertmanager, has other
 * external labels. Pure.
 * @param sent its labels, with the external ones.
 */
export function mayBe(arrived: Readonly<Record<string, string>>, sent: Readonly<Record<string, string>>): boolean {
  return Object.entries(sent).every(
    ([name, value]) => REPLICA.test(name) || arrived[name] === undefined || arrived[name] === value,
  );
}
