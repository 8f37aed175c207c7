import { readFile, stat } from 'node:fs/promises';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import type { Site } from '../components/component.ts';
import type { NodePlan } from '../machine/address-plan.ts';
import { writeAtomically } from '../machine/machine-record.ts';

/** Imports an image archive into the runtimes of all real nodes in parallel. */
export async function importEverywhere(site: Site, archive: string): Promise<void> {
  await Promise.all(site.nodes.map((node) => importOn(site, node, archive)));
}

/** The same for an image of a component; a node that has imported the archive before is left out. */
export async function importOnce(site: Site, archive: string): Promise<void> {
  const { size, mtimeMs } = await stat(archive);
  const version = `${size} bytes of ${new Date(mtimeMs).toISOString()}`;
  const imports = site.nodes.map(async (node) => {
    const file = site.layout.node(node.name, 'imported.json');
    const read = async () => JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as Record<string, string>;
    if ((await read())[archive] === version) return;
    await importOn(site, node, archive);
    await writeAtomically(file, JSON.stringify({ ...(await read()), [archive]: version }, null, 2));
  });
  await Promise.all(imports);
}

async function importOn({ control, inNode }: Site, node: NodePlan, archive: string): Promise<void> {
  const { code, stderr } = await control.outcome(
    inNode(node, ['ctr', '--namespace', 'k8s.io', 'images', 'import', archive]),
  );
  if (code === 0) return;
  throw new ShakedownError('TESTBED_IMPORT', {
    meaning: 'infrastructure',
    expected: `the containerd of ${node.name} to import ${archive}`,
    seen: stderr.trim() || `exit code ${code}`,
    todo: 'check that it is a docker-archive or an OCI archive, and that the disk is not full',
  });
}
