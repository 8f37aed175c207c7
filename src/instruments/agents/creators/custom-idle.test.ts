import { expect } from 'chai';
import { replicasOf, wantedPods, type Stated } from './custom-idle.ts';

const of = (name: string, fields: object = {}): Stated => {
  const [kind = '', ...group] = name.split('.');
  return { kind, group: group.join('.'), ...fields };
};

describe('an object of a kind that is not Kubernetes’ own', () => {
  for (const [name, fields, idle] of [
    [
      'Cluster.postgresql.cnpg.io',
      { metadata: { annotations: { 'cnpg.io/hibernation': 'on' } }, spec: { instances: 3 } },
      'is stopped (annotation cnpg.io/hibernation: on)',
    ],
    [
      'Notebook.kubeflow.org',
      { metadata: { annotations: { 'kubeflow-resource-stopped': '2026-01-01T00:00:00Z' } } },
      'is stopped (annotation kubeflow-resource-stopped: 2026-01-01T00:00:00Z)',
    ],
    ['VirtualMachine.kubevirt.io', { spec: { running: false } }, 'is stopped (running: false)'],
    ['VirtualMachine.kubevirt.io', { spec: { runStrategy: 'Halted' } }, 'is stopped (runStrategy: Halted)'],
    [
      'VirtualMachine.kubevirt.io',
      { spec: { runStrategy: 'Manual' }, status: { printableStatus: 'Stopped' } },
      'is stopped',
    ],
    ['PerconaXtraDBCluster.pxc.percona.com', { spec: { pause: true } }, 'is stopped (pause: true)'],
    ['PostgresCluster.postgres-operator.crunchydata.com', { spec: { shutdown: true } }, 'is stopped (shutdown: true)'],
    ['postgresql.acid.zalan.do', { spec: { numberOfInstances: 0 } }, 'is scaled to zero'],
    ['RayCluster.ray.io', { spec: { suspend: true } }, 'is stopped (suspend: true)'],
    ['MPIJob.kubeflow.org', { spec: { runPolicy: { suspend: true } } }, 'is stopped (suspend: true)'],
    [
      'PyTorchJob.kubeflow.org',
      { status: { conditions: [{ type: 'Succeeded', status: 'True' }] } },
      'has ended (Succeeded)',
    ],
    ['Job.batch.volcano.sh', { status: { state: { phase: 'Completed' } } }, 'has ended (Completed)'],
    [
      'SparkApplication.sparkoperator.k8s.io',
      { status: { applicationState: { state: 'FAILED' } } },
      'has ended (FAILED)',
    ],
    ['AdvancedCronJob.apps.kruise.io', { spec: { schedule: '* * * * *' } }, 'is between two runs'],
    ['ScaledJob.keda.sh', { spec: { jobTargetRef: {} } }, 'is between two runs'],
    ['StrimziPodSet.core.strimzi.io', { spec: { pods: [] } }, 'is scaled to zero'],
  ] as const)
    it(`intentionally has no pods: ${name} ${idle}`, () => {
      expect(wantedPods(of(name, fields))).to.deep.equal({ idle });
    });

  for (const [what, name, fields] of [
    ['it asks for some', 'Cluster.postgresql.cnpg.io', { spec: { instances: 1 } }],
    [
      'its hibernation is off',
      'Cluster.postgresql.cnpg.io',
      { metadata: { annotations: { 'cnpg.io/hibernation': 'off' } }, spec: { instances: 1 } },
    ],
    ['only its changes are paused', 'Rollout.argoproj.io', { spec: { paused: true, replicas: 2 } }],
    ['it runs', 'VirtualMachine.kubevirt.io', { spec: { running: true }, status: { printableStatus: 'Stopped' } }],
    ['its schedule is for something else', 'Db.example.com', { spec: { replicas: 3, schedule: '0 3 * * *' } }],
    ['only its operator is suspended', 'MariaDB.k8s.mariadb.com', { spec: { replicas: 3, suspend: true } }],
    ['a single replica has failed', 'Rollout.argoproj.io', { spec: { replicas: 1 }, status: { phase: 'Failed' } }],
  ] as const)
    it(`should have pods: ${what}`, () => {
      expect(wantedPods(of(name, fields))).to.deep.equal({});
    });

  it('is unsure where nothing says so, or where what is complete may be an installation', () => {
    expect(wantedPods(of('Kafka.kafka.strimzi.io'))).to.deep.equal({ isUnsure: true });
    const complete = of('Kafka.kafka.strimzi.io', { status: { phase: 'Completed' } });
    expect(wantedPods(complete)).to.deep.equal({ isUnsure: true });
    expect(wantedPods(of('Odd.example.com', { spec: 'x', status: 3 }))).to.deep.equal({ isUnsure: true });
  });

  it('is unsure where it is suspended and has replicas: what is suspended may be the work of its operator', () => {
    for (const suspended of [{ suspend: true }, { suspended: true }]) {
      const one = of('Db.example.com', { spec: { replicas: 3, ...suspended }, status: { phase: 'Suspended' } });
      expect(wantedPods(one)).to.deep.equal({ isUnsure: true });
      expect(wantedPods(one, 0)).to.have.property('idle');
    }
    const flux = of('HelmRelease.helm.toolkit.fluxcd.io', { spec: { suspend: true } });
    expect(wantedPods(flux)).to.deep.equal({ isUnsure: true });
    const job = of('PyTorchJob.kubeflow.org', { spec: { runPolicy: { suspend: true } } });
    expect(wantedPods(job, 2)).to.deep.equal({ idle: 'is stopped (suspend: true)' });
  });

  it('is what its subresource scale says, before its manifest', () => {
    expect(wantedPods(of('X.example.com', { spec: { replicas: 3 } }), 0)).to.deep.equal({ idle: 'is scaled to zero' });
    const done = of('PyTorchJob.kubeflow.org', { status: { conditions: [{ type: 'Succeeded', status: 'True' }] } });
    expect(wantedPods(done, 2)).to.deep.equal({ idle: 'has ended (Succeeded)' });
    expect(replicasOf({ spec: { pods: [1, 2] } })).to.equal(2);
    expect(replicasOf({ spec: { instances: 3 } })).to.equal(3);
    expect(replicasOf({})).to.equal(undefined);
  });
});
