import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { parse, parseAllDocuments } from 'yaml';
import { pluginDefinition } from '../../../plugin/definition.ts';
import type { CronJob, Pod } from '../../../src/cluster/kinds/kinds.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { imageIn, missingProtection } from '../../../src/run/own-pod.ts';
import { buildProgram } from '../../../src/cli/program.ts';
import { milliseconds } from '../../../src/time/duration.ts';
import { deployManifests } from '../../../scripts/deploy-manifests.ts';

const base = join(import.meta.dirname, '../../../deploy/base');
const read = async (name: string) => parse(await readFile(join(base, name), 'utf8'));

describe('The manifests of deploy/', () => {
  it('that are generated are up to date: `node scripts/generate-deploy.ts` writes the same', async () => {
    for (const { path, text } of await deployManifests())
      expect(await readFile(path, 'utf8'), basename(path)).to.equal(text);
  });

  describe('run the suite in a pod that', () => {
    let cronJob: CronJob;
    let pod: Pod;
    before(async () => {
      cronJob = (await read('cronjob.yaml')) as CronJob;
      pod = cronJob.spec?.jobTemplate?.spec?.template as Pod;
    });

    it('no autoscaler removes, and whose image the suite finds', () => {
      expect(missingProtection(pod)).to.deep.equal([]);
      expect(imageIn(pod)).to.equal('shakedown');
    });

    it('has the security context and the resources of the plugin', () => {
      const plugin = pluginDefinition({ config: configSchema.parse({ image: 'x' }) }) as {
        spec: { securityContext: object; resources: object };
        podSpec: { securityContext: object };
      };
      const [container] = pod.spec?.containers ?? [];
      expect(container?.securityContext).to.deep.equal(plugin.spec.securityContext);
      expect(pod.spec?.securityContext).to.deep.equal(plugin.podSpec.securityContext);
      expect(container?.resources).to.deep.equal(plugin.spec.resources);
    });

    it('is called with options that the command has, and once at a time', () => {
      const [name, ...args] = pod.spec?.containers[0]?.args ?? [];
      const command = buildProgram().commands.find((one) => one.name() === name);
      const known = command?.options.map(({ long }) => long);
      expect(known).to.include.members(args.filter((one) => one.startsWith('--')));
      expect(cronJob.spec?.concurrencyPolicy).to.equal('Forbid');
    });

    it('is in the namespace of its service account', async () => {
      const { metadata } = cronJob;
      const [rbac] = await deployManifests();
      const accounts = parseAllDocuments(rbac?.text ?? '')
        .map((one) => one.toJS())
        .filter(({ kind }) => kind === 'ServiceAccount');
      expect(accounts.map((one) => [one.metadata.namespace, one.metadata.name])).to.deep.equal([
        [metadata?.namespace, pod.spec?.serviceAccountName],
      ]);
    });

    it('has time for the deadline of a run', () => {
      const { deadline } = configSchema.parse({}).run;
      const seconds = cronJob.spec?.jobTemplate?.spec?.activeDeadlineSeconds ?? 0;
      expect(seconds).to.be.greaterThan(
        milliseconds(deadline) / 1_000 + (pod.spec?.terminationGracePeriodSeconds ?? 0),
      );
    });
  });
});
