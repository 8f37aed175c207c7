import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { expect } from 'chai';
import { allowedImports } from './allowed-imports.ts';

const root = resolve(import.meta.dirname, '..');
/** Longest first, so that a room inside a folder is found before the folder. */
const rooms = Object.keys(allowedImports).toSorted((a, b) => b.replace('*', '').length - a.replace('*', '').length);
const sources = globSync('{src,plugin,specs,workloads}/**/*.ts', { cwd: root }).filter(
  (file) =>
    !/\.(test|fixture)\.ts$/.test(file) && !/^src\/(index|allowed-imports)\.ts$|^src\/authoring\/starter\//.test(file),
);

/** A room as it is listed, and the folder that it is: `src/instruments/*` is each folder of instruments. */
function roomOf(file: string): { room?: string; folder: string } {
  for (const room of rooms) {
    const folder = new RegExp(`^${room.replace('*', '[^/]+')}(?=/)`).exec(file)?.[0];
    if (folder !== undefined) return { room, folder };
  }
  return { folder: file };
}

/** What a file imports of this repository, types included. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const relative = text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*'(\.[^']+)'/g);
  return [...relative].map(([, path = '']) => normalize(join(dirname(file), path)));
}

const arrows = sources.flatMap((file) =>
  importsOf(file)
    .map((imported) => ({ file, imported, from: roomOf(file), to: roomOf(imported) }))
    .filter(({ from, to }) => from.folder !== to.folder),
);

describe('The rooms of the house', () => {
  it('are all listed', () => {
    expect(sources.filter((file) => roomOf(file).room === undefined)).to.deep.equal([]);
  });

  it('import only what is listed for them', () => {
    const wrong = arrows.filter(({ from, to }) => !allowedImports[from.room ?? '']?.includes(to.room ?? ''));
    const sentences = wrong.map(
      ({ file, imported, from, to }) => `${file} imports ${imported}: ${from.folder} may not import ${to.folder}`,
    );
    expect(sentences).to.deep.equal([]);
  });

  it('use every import that is listed for them', () => {
    const used = new Set(arrows.map(({ from, to }) => `${from.room} -> ${to.room}`));
    const listed = Object.entries(allowedImports).flatMap(([from, to]) => to.map((room) => `${from} -> ${room}`));
    expect(listed.filter((arrow) => !used.has(arrow))).to.deep.equal([]);
  });

  it('never import each other, not even through others', () => {
    const below = (room: string, path: readonly string[]): string[] =>
      path.includes(room)
        ? [[...path, room].join(' -> ')]
        : (allowedImports[room] ?? []).flatMap((next) => below(next, [...path, room]));
    expect(rooms.flatMap((room) => below(room, []))).to.deep.equal([]);
  });

  it('come after all rooms that they import', () => {
    const names = Object.keys(allowedImports);
    const upwards = Object.entries(allowedImports).flatMap(([from, to]) =>
      to.filter((room) => names.indexOf(room) > names.indexOf(from)).map((room) => `${room} is listed after ${from}`),
    );
    expect(upwards).to.deep.equal([]);
  });

  it('keep Sonobuoy to the rooms that are there for it', () => {
    const know = arrows.filter(({ to }) => to.room === 'src/sonobuoy').map(({ from }) => from.room);
    expect([...new Set(know)]).to.deep.equal(['src/cli']);
  });
});
