// Creates the npm package: `npm run package`, or `npm run package -- DIR` for another directory than this one. `npm pack` alone would pack the
// last build in dist, and installing the package would download the Node of the clone.
import { makePackage } from './package/make-package.ts';

const [destination = '.'] = process.argv.slice(2);
const { tarball, size, files } = await makePackage(destination);
process.stdout.write(`${tarball}\n`);
process.stderr.write(`${files.length} files, ${(size / 1e6).toFixed(2)} MB\n`);
