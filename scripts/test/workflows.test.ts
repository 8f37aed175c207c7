import { globSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config/load.ts';

const github = resolve(import.meta.dirname, '../../.github');
const workflows = globSync('workflows/*.yaml', { cwd: github }).map((path) => resolve(github, path));

interface Step {
  id?: string;
  if?: string;
  run?: string;
  uses?: string;
}

interface Workflow {
  permissions?: object;
  jobs: Record<string, { permissions?: object; 'timeout-minutes'?: number; steps?: Step[] }>;
}

describe('The workflows', () => {
  it('are those that are tested here', () => {
    expect(workflows.map((path) => basename(path)).toSorted()).to.deep.equal([
      'ci.yaml',
      'nightly.yaml',
      'release.yaml',
    ]);
  });

  for (const path of workflows) {
    const text = readFileSync(path, 'utf8');

    it(`${basename(path)}: each action is pinned by its commit, with its version`, () => {
      const uses = [...text.matchAll(/uses: (.*)/g)].map(([, action]) => action);
      expect(uses).to.not.deep.equal([]);
      expect(uses.filter((action) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action ?? ''))).to.deep.equal([]);
    });

    it(`${basename(path)}: each job has its own permissions, and an end`, () => {
      const { permissions, jobs } = parse(text) as Workflow;
      expect(permissions).to.deep.equal({});
      for (const [name, job] of Object.entries(jobs)) {
        expect(job.permissions, name).to.be.an('object');
        expect(job['timeout-minutes'], name).to.be.a('number');
      }
    });
  }

  it('nightly.yaml deletes the cluster of a night that was killed, whatever has ended it', () => {
    const { jobs } = parse(readFileSync(resolve(github, 'workflows/nightly.yaml'), 'utf8')) as Workflow;
    const { steps = [] } = jobs['nightly'] ?? {};
    const night = steps.findIndex(({ id }) => id === 'night');
    const deletion = steps.findIndex(({ run = '' }) => run.includes(' nightly --only-delete '));
    const saved = steps.findIndex(({ uses = '' }) => uses.startsWith('actions/cache/save'));
    expect([night > 0, deletion, saved]).to.deep.equal([true, night + 1, night + 2]);
    expect(steps[deletion]?.if).to.equal("always() && steps.night.outcome != 'skipped'");
  });

  it('nightly.yaml uses a configuration that is valid', async () => {
    const file = resolve(github, 'nightly.config.yaml');
    const { config } = await loadConfig({ file, environment: {}, flags: [] });
    expect(config.nightly.build).to.contain('kind create cluster');
    expect(config.nightly.delete).to.contain('kind delete cluster');
  });
});
