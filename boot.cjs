// Runs a TypeScript entry on the project's own Node 24, installing the dependencies first when they are missing or stale.
// Plain CommonJS on Node's own modules: it is the one file that must run on whatever Node the machine has.
const { spawn, spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { constants } = require('node:os');
const path = require('node:path');

const root = __dirname;
const stamp = path.join(root, 'node_modules', '.installed-lock');
const node = path.join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
}

function install() {
  console.log('Installing dependencies (once, about a minute) …');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) {
    console.error('npm ci failed: see the lines above. Nothing was started.');
    process.exit(1);
  }
  writeFileSync(stamp, lockHash());
}

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lockHash()) install();
if (!existsSync(node)) {
  console.error(`No Node 24 for ${process.platform} ${process.arch} on the npm registry: Linux on x64 is needed.`);
  process.exit(1);
}

const [entry, ...rest] = process.argv.slice(2);
const searched = [path.dirname(node), path.join(root, 'node_modules', '.bin'), process.env.PATH].join(path.delimiter);
const child = spawn(node, [path.join(root, entry), ...rest], {
  stdio: 'inherit',
  env: { ...process.env, PATH: searched },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
