// Makes the npm package: `npm run package`, or `npm run package -- DIR` for another directory than this one. `npm pack` by itself would pack what
// the last build left in dist, and have everybody who installs it fetch the Node of the clone.
import { makePackage } from './package/make-package.ts';

const [destination = '.'] = process.argv.slice(2);
const { tarball, size, files } = await makePackage(destination);
process.stdout.write(`${tarball}\n`);
process.stderr.write(`${files.length} files, ${(size / 1e6).toFixed(2)} MB\n`);
