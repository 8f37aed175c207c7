import { expect } from 'chai';
import { recordChange, settingsToChange, settingsToRestore, type MachineRecord } from './machine-record.ts';

const NOTHING: MachineRecord = { settings: {}, directories: [] };
const WANTED = { 'kernel/panic': '10', 'fs/inotify/max_user_watches': '524288' };

describe('What a cluster changes on the machine', () => {
  it('is only the settings that differ', () => {
    expect(settingsToChange({ 'kernel/panic': '10', 'fs/inotify/max_user_watches': '8192' }, WANTED)).to.deep.equal({
      'fs/inotify/max_user_watches': '524288',
    });
  });

  it('never lowers a limit, and leaves out settings that this kernel does not know', () => {
    expect(settingsToChange({ 'fs/inotify/max_user_watches': '1048576' }, WANTED)).to.deep.equal({});
  });

  it('is restored to the values from before', () => {
    const current = { 'kernel/panic': '1', 'fs/inotify/max_user_watches': '8192' };
    const change = settingsToChange(current, WANTED);
    const record = recordChange(NOTHING, current, change, ['/var/lib/kubelet']);
    expect(record).to.deep.equal({ settings: current, directories: ['/var/lib/kubelet'] });
    expect(settingsToRestore(record, { ...current, ...change }, WANTED)).to.deep.equal(current);
  });

  it('is restored to the values from before the first cluster, also after several clusters and kills', () => {
    const first = recordChange(NOTHING, { 'kernel/panic': '1' }, { 'kernel/panic': '10' }, [
      '/etc/cni',
      '/etc/cni/net.d',
    ]);
    const second = recordChange(first, { 'kernel/panic': '5' }, { 'kernel/panic': '10' }, [
      '/etc/cni/net.d',
      '/var/lib/cni',
    ]);
    expect(second).to.deep.equal({
      settings: { 'kernel/panic': '1' },
      directories: ['/etc/cni', '/etc/cni/net.d', '/var/lib/cni'],
    });
  });

  it('is not restored where somebody has changed it since, or where a kill came before the change', () => {
    const record = recordChange(NOTHING, { 'kernel/panic': '1' }, { 'kernel/panic': '10' }, []);
    expect(settingsToRestore(record, { 'kernel/panic': '30' }, WANTED)).to.deep.equal({});
    expect(settingsToRestore(record, { 'kernel/panic': '1' }, WANTED)).to.deep.equal({});
  });
});
