import { expect } from 'chai';
import { dispatched, since } from './clients.ts';

const METRICS = `# TYPE apiserver_flowcontrol_dispatched_requests_total counter
apiserver_flowcontrol_dispatched_requests_total{flow_schema="bench-suite-list",priority_level="exempt"} 10
apiserver_flowcontrol_dispatched_requests_total{flow_schema="bench-suite-watch",priority_level="exempt"} 1
apiserver_flowcontrol_dispatched_requests_total{flow_schema="bench-wait-list",priority_level="exempt"} 2001
apiserver_flowcontrol_dispatched_requests_total{flow_schema="exempt",priority_level="exempt"} 1.2345e+06
apiserver_flowcontrol_request_wait_duration_seconds_count{flow_schema="bench-suite-list"} 7
`;

describe('the requests of a client', () => {
  it('are read from its own flow schemas, by verb', () => {
    expect(dispatched(METRICS, 'suite')).to.deep.equal({ LIST: 10, WATCH: 1, GET: 0, write: 0, other: 0 });
    expect(dispatched(METRICS, 'wait')).to.deep.equal({ LIST: 2_001, WATCH: 0, GET: 0, write: 0, other: 0 });
  });

  it('are counted between two readings', () => {
    const later = dispatched(METRICS.replace('"} 10', '"} 14'), 'suite');
    expect(since(dispatched(METRICS, 'suite'), later)).to.deep.equal({ LIST: 4, WATCH: 0, GET: 0, write: 0, other: 0 });
  });
});
