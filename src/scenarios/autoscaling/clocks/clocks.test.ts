import { expect } from 'chai';
import { clocksOf } from './clocks.ts';
import { testHpa } from '../../../conditions/kinds/hpa.fixture.ts';

const configured = { kubelet: 10, metrics: 60, sync: 15, stabilisation: 300, tolerance: 0.1 };

describe('The clocks of autoscaling', () => {
  it('are those of the configuration when the cluster shows none', () => {
    const source = 'configuration';
    expect(clocksOf(configured)).to.deep.equal({
      kubelet: { seconds: 10, source },
      metrics: { seconds: 60, source },
      sync: { seconds: 15, source },
      stabilisation: { seconds: 300, source },
      initialisation: { seconds: 300, source: 'default of Kubernetes' },
      readinessDelay: { seconds: 30, source: 'default of Kubernetes' },
      tolerance: 0.1,
    });
  });

  it('are read from the flags of the programs that run as pods', () => {
    const clocks = clocksOf(configured, {
      metricsServer: {
        name: 'pod kube-system/metrics-server-1',
        arguments: ['--secure-port=10250', '--metric-resolution=15s'],
      },
      controllerManager: {
        name: 'pod kube-system/kube-controller-manager-a',
        arguments: [
          '--horizontal-pod-autoscaler-sync-period=1m30s',
          '--horizontal-pod-autoscaler-downscale-stabilization=500ms',
          '--horizontal-pod-autoscaler-cpu-initialization-period=10s',
          '--horizontal-pod-autoscaler-initial-readiness-delay=20s',
        ],
      },
    });
    expect(clocks.metrics).to.deep.equal({ seconds: 15, source: 'flag of pod kube-system/metrics-server-1' });
    expect([clocks.sync.seconds, clocks.stabilisation.seconds]).to.deep.equal([90, 0.5]);
    expect([clocks.initialisation.seconds, clocks.readinessDelay.seconds]).to.deep.equal([10, 20]);
  });

  it('are read from a flag with its value in the next argument', () => {
    const metricsServer = { name: 'pod kube-system/m', arguments: ['--metric-resolution', '30s', '--v=2'] };
    expect(clocksOf(configured, { metricsServer }).metrics.seconds).to.equal(30);
  });

  it('are the defaults of a program that is started without the flag', () => {
    const metricsServer = { name: 'pod kube-system/metrics-server-1', arguments: ['--secure-port=10250'] };
    expect(clocksOf({ ...configured, metrics: 15 }, { metricsServer }).metrics).to.deep.equal({
      seconds: 60,
      source: 'default of pod kube-system/metrics-server-1, which has no --metric-resolution',
    });
  });

  it('are those of the configuration when a flag cannot be read', () => {
    const metricsServer = { name: 'x', arguments: ['--metric-resolution=soon'] };
    expect(clocksOf(configured, { metricsServer }).metrics).to.deep.equal({ seconds: 60, source: 'configuration' });
  });

  it('are those of the HPA if it has some, also 0, and otherwise those of the controller', () => {
    const hpa = testHpa({ spec: { behavior: { scaleDown: { stabilizationWindowSeconds: 0 } } } });
    expect(clocksOf(configured, { hpa }).stabilisation).to.deep.equal({ seconds: 0, source: 'behavior of the HPA' });
  });
});
