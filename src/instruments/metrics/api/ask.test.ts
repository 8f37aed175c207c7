import { expect } from 'chai';
import { judgeAnswer } from './ask.ts';
import type { MetricsError } from './metrics-error.ts';
import { answers } from './schemas.ts';

const reach = {
  name: 'service monitoring/prometheus:9090 through the API server',
  section: 'prometheus' as const,
  byHand: (path: string) => `kubectl get --raw '…${path}'`,
};
const json = (body: unknown) => JSON.stringify(body);
const pools = (status: number, body: string) =>
  judgeAnswer(reach, '/api/v1/scrape_pools?x=1', answers.scrapePools, { status, body });
function refused(status: number, body: string) {
  try {
    return pools(status, body);
  } catch (error) {
    const { code, meaning, seen, todo, transient } = error as MetricsError;
    return { code, meaning, seen, todo, transient };
  }
}

describe('An answer of Prometheus', () => {
  it('is its data', () => {
    expect(pools(200, json({ status: 'success', data: { scrapePools: ['a'] } }))).to.deep.equal({
      served: true,
      value: { scrapePools: ['a'] },
    });
  });

  it('may be that it serves no such thing', () => {
    expect(pools(404, '404 page not found')).to.deep.equal({
      served: false,
      why: `${reach.name} does not serve /api/v1/scrape_pools (404)`,
    });
  });

  it('may be that it does not know the path, in the way of VictoriaMetrics', () => {
    expect(pools(400, 'unsupported path requested: "/api/v1/scrape_pools"\n')).to.deep.equal({
      served: false,
      why: `${reach.name} does not serve /api/v1/scrape_pools (400)`,
    });
  });

  it('that is refused by what is in front of it is no answer to a query', () => {
    expect(refused(400, 'missing -http.pathPrefix="/vm" in the requested path')).to.include({
      code: 'METRICS_ANSWER',
      meaning: 'usage',
      seen: `${reach.name} answers /api/v1/scrape_pools with 400: missing -http.pathPrefix="/vm" in the requested path`,
      todo: 'check prometheus.service, prometheus.url and prometheus.path',
    });
  });

  it('that is refused says what was asked with', () => {
    const asked = 'asked with the header X-Scope-OrgID';
    const seen = (status: number, body: string) => {
      try {
        return judgeAnswer({ ...reach, asked }, '/api/v1/scrape_pools', answers.scrapePools, { status, body });
      } catch (error) {
        return (error as MetricsError).seen;
      }
    };
    expect(seen(401, 'no org id')).to.equal(
      `${reach.name} wants the name of a tenant, or another one (401: no org id), ${asked}`,
    );
    expect(seen(403, 'Forbidden')).to.equal(`${reach.name} does not accept the credentials (403: Forbidden), ${asked}`);
  });

  it('that refuses the credentials is the user’s to fix', () => {
    expect(refused(401, 'Unauthorized')).to.deep.equal({
      code: 'METRICS_CREDENTIALS',
      meaning: 'usage',
      seen: `${reach.name} does not accept the credentials (401: Unauthorized)`,
      todo: 'check prometheus.auth, which needs prometheus.url, and prometheus.headers',
      transient: false,
    });
    expect(refused(403, '<html>')).to.include({ seen: `${reach.name} does not accept the credentials (403)` });
  });

  it('that wants a tenant says which setting', () => {
    expect(refused(401, 'no org id')).to.deep.equal({
      code: 'METRICS_TENANT',
      meaning: 'usage',
      seen: `${reach.name} wants the name of a tenant, or another one (401: no org id)`,
      todo: 'set prometheus.headers: { X-Scope-OrgID: TENANT }; of Thanos the header is THANOS-TENANT',
      transient: false,
    });
  });

  it('to a query that is wrong quotes it', () => {
    const error = { status: 'error', errorType: 'bad_data', error: 'invalid parameter "query": 1:5: parse error' };
    expect(refused(400, json(error))).to.include({
      code: 'METRICS_QUERY',
      meaning: 'instrument',
      seen: `${reach.name} refuses /api/v1/scrape_pools (400: invalid parameter "query": 1:5: parse error)`,
    });
  });

  it('that it is overloaded may pass, and is the cluster’s fault', () => {
    expect(refused(503, json({ status: 'error', error: 'TSDB not ready' }))).to.include({
      code: 'METRICS_UNREACHABLE',
      meaning: 'cluster',
      seen: `${reach.name} answers /api/v1/scrape_pools with 503: TSDB not ready`,
      transient: true,
    });
  });

  it('that has warnings is not complete, and may be so a moment later', () => {
    const answer = (warnings: string[]) => json({ status: 'success', data: { scrapePools: ['a'] }, warnings });
    const lost = 'No StoreAPIs matched for this query';
    expect(refused(200, answer([lost, 'x']))).to.deep.equal({
      code: 'METRICS_INCOMPLETE',
      meaning: 'instrument',
      seen: `${reach.name} answers /api/v1/scrape_pools incompletely: ${lost}, and 1 more`,
      todo: "kubectl get --raw '…/api/v1/scrape_pools?x=1'",
      transient: true,
    });
    expect(pools(200, answer(['PromQL info: metric might not be a counter']))).to.have.property('served', true);
  });

  for (const body of ['<html>log in</html>', '[]', '{"status":"success","data":{"scrapePools":7}}', ''])
    it(`that is no answer of it is not judged: ${body}`, () => {
      expect(refused(200, body)).to.include({
        code: 'METRICS_ANSWER',
        seen: `${reach.name} answers /api/v1/scrape_pools with something else than the API of Prometheus has`,
      });
    });
});

describe('A list that is empty', () => {
  it('may be null, in the way of Thanos', () => {
    expect(answers.targets.parse({ activeTargets: null })).to.deep.include({ activeTargets: [] });
    expect(answers.rules.parse({ groups: null })).to.deep.equal({ groups: [] });
    expect(answers.alerts.parse({ alerts: null })).to.deep.equal({ alerts: [] });
  });
});

describe('What a target leaves out', () => {
  it('is unknown, and does not spoil the others', () => {
    const { activeTargets } = answers.targets.parse({ activeTargets: [{ scrapePool: 'a', labels: 7 }, {}] });
    expect(activeTargets[0]).to.deep.include({ scrapePool: 'a', labels: {}, health: 'unknown', scrapeInterval: '' });
  });

  it('is its interval where that is among the labels that it was found with', () => {
    const discoveredLabels = { __scrape_interval__: '30s' };
    const { activeTargets } = answers.targets.parse({
      activeTargets: [{ discoveredLabels }, { discoveredLabels, scrapeInterval: '5s' }],
    });
    expect(activeTargets.map(({ scrapeInterval }) => scrapeInterval)).to.deep.equal(['30s', '5s']);
  });
});
