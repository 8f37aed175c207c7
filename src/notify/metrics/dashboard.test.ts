import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { metricHelp } from './run-metrics.ts';

describe('The dashboard for Grafana', () => {
  it('asks for metrics that a run has, and for nothing else', async () => {
    const text = await readFile(join(import.meta.dirname, '../../../docs/grafana/shakedown.json'), 'utf8');
    const { panels, templating } = JSON.parse(text) as {
      panels: { targets: { expr: string }[] }[];
      templating: { list: { query: unknown }[] };
    };
    const queries = [
      ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
      ...templating.list.map(({ query }) => JSON.stringify(query)),
    ];
    const named = new Set(queries.flatMap((query) => query.match(/\bshakedown_\w+/g) ?? []));
    expect([...named].filter((name) => !(name in metricHelp))).to.deep.equal([]);
    // The rest tells which run it was, and what is left out.
    expect(Object.keys(metricHelp).filter((name) => !named.has(name))).to.deep.equal(['shakedown_series_left_out']);
    for (const { targets } of panels) expect(targets.length).to.be.greaterThan(0);
  });
});
