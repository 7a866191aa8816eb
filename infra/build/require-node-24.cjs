// Old Node versions must be able to read this file: keep it plain.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `Node ${process.versions.node} found, but 24 or newer is needed: run "npm ci" without --ignore-scripts (it installs Node 24 into node_modules), then use npm scripts.`,
  );
  process.exit(1);
}
if (require.main === module) {
  const { faultOfNode, installedNode } = require('./verify-node.cjs');
  const fault = faultOfNode(installedNode);
  if (fault) {
    console.error(fault.text);
    if (fault.mustStop) process.exit(1);
  }
}
