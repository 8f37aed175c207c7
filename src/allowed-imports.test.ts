import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { expect } from 'chai';
import { allowedImports } from './allowed-imports.ts';

const root = resolve(import.meta.dirname, '..');
/** Longest first, so that a room inside a folder is found before the folder. */
const rooms = Object.keys(allowedImports).toSorted((a, b) => b.length - a.length);
const sources = globSync('{src,plugin,specs,workloads}/**/*.ts', { cwd: root }).filter(
  (file) =>
    !/\.(test|fixture)\.ts$/.test(file) && !/^src\/(index|allowed-imports)\.ts$|^src\/authoring\/starter\//.test(file),
);

const roomOf = (file: string) => rooms.find((room) => file.startsWith(`${room}/`));

/** What a file imports of this repository, types included. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const relative = text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*'(\.[^']+)'/g);
  return [...relative].map(([, path = '']) => normalize(join(dirname(file), path)));
}

const arrows = sources.flatMap((file) =>
  importsOf(file).map((imported) => ({ file, imported, from: roomOf(file), to: roomOf(imported) })),
);

describe('The rooms of the house', () => {
  it('are all listed', () => {
    expect(sources.filter((file) => roomOf(file) === undefined)).to.deep.equal([]);
  });

  it('import only what is listed for them', () => {
    const wrong = arrows.filter(({ from, to }) => from !== to && !allowedImports[from ?? '']?.includes(to ?? ''));
    const sentences = wrong.map(
      ({ file, imported, from, to }) => `${file} imports ${imported}: ${from} may not import ${to}`,
    );
    expect(sentences).to.deep.equal([]);
  });

  it('use every import that is listed for them', () => {
    const used = new Set(arrows.map(({ from, to }) => `${from} -> ${to}`));
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

  it('keep Sonobuoy to the rooms that are there for it', () => {
    const know = arrows.filter(({ to, from }) => to === 'src/sonobuoy' && from !== to).map(({ from }) => from);
    expect([...new Set(know)]).to.deep.equal(['src/cli']);
  });
});
