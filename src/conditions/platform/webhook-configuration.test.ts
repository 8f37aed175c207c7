import { expect } from 'chai';
import { authority } from '../../cluster/kubeconfig/tls/server-certificates.fixture.ts';
import type { Look } from '../waiting/condition.ts';
import { hookBackend, hookService, sliceOf } from './backend.fixture.ts';
import {
  judgeWebhooks,
  validatingWebhookConfigurations,
  webhookConfiguration,
  type WebhookConfiguration,
} from './webhook-configuration.ts';

const service = { namespace: 'shop', name: 'hook' };
const caBundle = Buffer.from(authority).toString('base64');
const hook = (clientConfig: object, more: object = {}) => ({ name: 'a.example.com', clientConfig, ...more });
const good = hook({ service, caBundle });
const date = new Date('2026-11-28T12:00:00Z');
const judge = (webhooks: object[], more: { backend?: object; date?: Date; metadata?: object } = {}) =>
  judgeWebhooks({
    configuration: { metadata: { name: 'hooks', ...more.metadata }, webhooks } as unknown as WebhookConfiguration,
    backends: new Map([['shop/hook:443', hookBackend(more.backend)]]),
    date: more.date ?? date,
  });
const REFUSED = 'so that the requests that it should see are refused (failurePolicy Fail)';

describe('A configuration of webhooks', () => {
  it('can be called when its Services have ready endpoints and its certificates are valid', () => {
    expect(judge([good])).to.deep.equal({ state: 'ready' });
  });

  for (const [what, webhooks, more, reason] of [
    [
      'whose Service does not exist',
      [good],
      { backend: { service: undefined } },
      `webhook a.example.com cannot be called, ${REFUSED}: Service shop/hook does not exist`,
    ],
    [
      'of which two have no ready endpoint, and failures are ignored',
      [
        hook({ service, caBundle }, { failurePolicy: 'Ignore' }),
        good,
        hook({ url: 'https://hook.example.com' }, { name: 'b.example.com' }),
      ],
      { backend: { slices: [sliceOf([false])] } },
      'webhook a.example.com cannot be called, so that what it should see passes unseen (failurePolicy Ignore): Service shop/hook has no ready endpoint (2 of 2 webhooks)',
    ],
    [
      'whose certificate of the authority has expired',
      [good],
      { date: new Date('2126-11-04T00:00:00Z') },
      `webhook a.example.com cannot be called, ${REFUSED}: the certificate in its caBundle has expired, on 2126-11-03T17:28:31.000Z`,
    ],
    [
      'whose caBundle is no certificate',
      [hook({ service, caBundle: Buffer.from('Cg==').toString('base64') })],
      {},
      `webhook a.example.com cannot be called, ${REFUSED}: its caBundle is not PEM: it has no -----BEGIN CERTIFICATE-----`,
    ],
  ] as const)
    it(`${what} cannot be called`, () => {
      expect(judge([...webhooks], more)).to.include({ state: 'not yet', reason });
    });

  it('without a caBundle can be called only if the machine of the API server trusts it, which is worth telling', () => {
    expect(judge([hook({ service })])).to.deep.equal({
      state: 'ready',
      isRemarkable: true,
      reason:
        'webhook a.example.com has no caBundle: it works only if the API server’s own machine knows who signed its certificate',
    });
  });

  it('is not judged without webhooks, or with those at URLs only', () => {
    expect(judge([])).to.deep.equal({ state: 'does not apply', reason: 'it has no webhooks' });
    expect(judge([hook({ url: 'https://hook.example.com' })])).to.deep.equal({
      state: 'does not apply',
      reason: 'its webhooks are called at URLs, which are not judged',
    });
  });

  it('that is being deleted has disappeared', () => {
    expect(judge([good], { metadata: { deletionTimestamp: date.toISOString() } }).state).to.equal('disappeared');
  });

  it('reads each Service once', async () => {
    const asked: string[] = [];
    const configuration = { metadata: { name: 'hooks' }, webhooks: [good, good, hook({ service, caBundle })] };
    const look = {
      ...{ why: false, first: false, date },
      get: ({ resource }: { resource: string }) => {
        asked.push(resource);
        return Promise.resolve(resource === 'services' ? hookService : configuration);
      },
      list: () => Promise.resolve([sliceOf([true])]),
    } as unknown as Look;
    const condition = webhookConfiguration(validatingWebhookConfigurations, 'hooks').canBeCalled();
    expect(condition.judge(await condition.read(look))).to.deep.equal({ state: 'ready' });
    expect(asked).to.deep.equal(['validatingwebhookconfigurations', 'services']);
  });
});
