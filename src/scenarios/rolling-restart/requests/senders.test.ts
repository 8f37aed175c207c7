import { expect } from 'chai';
import type { ProbeAgent } from '../../../instruments/agents/fleet/probe-fleet.ts';
import { addressOf, chooseSenders } from './senders.ts';

const agents = Array.from({ length: 12 }, (_, index) => ({ node: `n${index}` }) as ProbeAgent);

describe('The agents that send requests', () => {
  it('are at most ten, those on the nodes of the pods first', () => {
    const chosen = chooseSenders(agents, new Set(['n11', 'n3'])).map(({ node }) => node);
    expect(chosen.slice(0, 3)).to.deep.equal(['n3', 'n11', 'n0']);
    expect(chosen).to.have.lengthOf(10);
  });

  it('send to the cluster IP of a Service, if it has one', () => {
    const service = (spec: object) => addressOf({ spec });
    expect(service({ clusterIP: '10.96.0.9', ports: [{ port: 80 }] })).to.deep.equal({ host: '10.96.0.9', port: 80 });
    expect(service({ clusterIP: 'None', ports: [{ port: 80 }] })).to.equal(undefined);
    expect(service({ clusterIP: '10.96.0.9' })).to.equal(undefined);
    const two = { spec: { clusterIP: '10.96.0.9', ports: [{ port: 80 }, { port: 81 }] } };
    expect([addressOf(two, 81)?.port, addressOf(two, 82)]).to.deep.equal([81, undefined]);
  });
});
