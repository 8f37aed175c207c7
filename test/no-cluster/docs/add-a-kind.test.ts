import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { shareModules } from '../../../src/authoring/module-hooks.ts';
import { looksAt } from '../../../src/cluster/rights/rights.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { sampleInventory } from '../../../src/inventory/sample.ts';
import { planRun } from '../../../src/run/plan/plan-run.ts';
import { systemClock } from '../../../src/time/clock.ts';

const howTo = resolve(import.meta.dirname, '../../../docs/how-to');
const specs = join(howTo, 'add-a-kind');

describe('The example of how to add a kind', () => {
  it('is identical to the file that is compiled and tested here', async () => {
    const [page, file] = await Promise.all([
      readFile(join(howTo, 'add-a-kind.md'), 'utf8'),
      readFile(join(specs, 'entrances/ingresses.spec.ts'), 'utf8'),
    ]);
    expect(page).to.contain(`\`\`\`ts\n${file}\`\`\`\n`);
  });

  it('creates a check from its sample, with the permission to read its kind', async () => {
    const undo = shareModules();
    const exclude = ['entrances/ingress/shop/*'];
    const source = sampleInventory(configSchema.parse({ scope: { exclude } }));
    const { checks, parts } = await planRun([specs], source, systemClock).finally(undo);
    expect(checks.map(({ id, fault }) => [id, fault])).to.deep.equal([['entrances/ingress/sample/sample', undefined]]);
    expect(parts).to.have.length(1);
    expect(checks[0]?.uses.flatMap(({ rights }) => rights)).to.deep.equal(parts.map(({ kind }) => looksAt(kind)));
  });
});
