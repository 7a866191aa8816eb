// The lockfile holds the package "node", but not the binary that its install script fetches.
const { createHash } = require('node:crypto');
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const recorded = require('./node-binaries.json');

const bin = join(__dirname, '../../node_modules/node/bin');

/** What is wrong with the Node that came with the install, and whether it must not be run. */
exports.faultOfNode = (
  file,
  { platform = `${process.platform}-${process.arch}`, inCI = Boolean(process.env.CI) } = {},
) => {
  if (!existsSync(file)) return undefined;
  const expected = recorded.sha256[platform];
  const found = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (found === expected) return undefined;
  if (expected === undefined) {
    return {
      mustStop: inCI,
      text: `${file} is not verified (SHA-256 ${found}): no hash of Node ${recorded.version} is recorded for ${platform}. Compare it with bin/node of the archive at https://nodejs.org/dist/v${recorded.version}/ and record it in infra/build/node-binaries.json.`,
    };
  }
  return {
    mustStop: true,
    text: `${file} is not Node ${recorded.version} as recorded in infra/build/node-binaries.json (SHA-256 ${found}, not ${expected}): do not run it. Delete node_modules and run "npm ci"; if it stays so, somebody has changed the package.`,
  };
};

exports.installedNode = join(bin, process.platform === 'win32' ? 'node.exe' : 'node');
