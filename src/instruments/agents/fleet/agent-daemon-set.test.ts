import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { configSchema } from '../../../config/schema.ts';
import { agentDaemonSet } from './agent-daemon-set.ts';

/** The spec of the agents' pods. */
const podSpec = (config: object, token = 't') => {
  const manifest = agentDaemonSet({ config: configSchema.parse(config), image: 'suite:1', token, simulated: [] });
  const { spec } = manifest as unknown as {
    spec: { template: { spec: Record<string, unknown> & { containers: { env: object[] }[] } } };
  };
  return spec.template.spec;
};

describe('the DaemonSet of the probe agents', () => {
  it('carries only a digest of the token, because whoever may view pods can read it', () => {
    const spec = podSpec({}, 'secret of the run');
    expect(JSON.stringify(spec)).to.not.contain('secret of the run');
    expect(spec.containers[0]?.env).to.deep.equal([
      { name: 'PROBE_TOKEN_SHA256', value: createHash('sha256').update('secret of the run').digest('hex') },
      { name: 'PROBE_CONNECTIONS_PER_SECOND', value: '100' },
      { name: 'PROBE_CONNECTIONS_IN_ALL', value: '50000' },
    ]);
  });

  it('runs on the nodes that are judged, not only on those for other pods of the suite', () => {
    expect(podSpec({ objects: { nodeSelector: { pool: 'apps' } } })).to.not.have.property('nodeSelector');
    expect(podSpec({ scope: { nodeSelector: { tier: 'a' } } })).to.deep.include({ nodeSelector: { tier: 'a' } });
  });

  it('has the configured priority, and none by default', () => {
    expect(podSpec({})).to.not.have.property('priorityClassName');
    expect(podSpec({ probing: { priorityClassName: 'monitoring' } })).to.include({ priorityClassName: 'monitoring' });
  });
});
