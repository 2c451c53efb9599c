// Everything `make test` runs, one after the other. A failure stops nothing, so that the last line sums all of it.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { add, cargoTest, check, lessSkips, line, nextest, node, nothing, playwright, vitest } from './sum.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const scratch = path.join(process.env.CARGO_TARGET_DIR, 'openweave-tests');
rmSync(scratch, { recursive: true, force: true });
mkdirSync(scratch, { recursive: true });
const skips = path.join(scratch, 'skips.jsonl');
const vitestReport = path.join(scratch, 'vitest.json');
const playwrightReport = path.join(scratch, 'playwright.json');

// The same flags for build, clippy and tests: nothing is compiled a second time for another set of features.
const everything = ['--workspace', '--all-targets', '--features', 'openweave-console/automation'];
// Node 20 takes folders, its successors take patterns: names work with all of them.
const nodeTests = (folder) => ['node', '--test', '--test-reporter=tap', '--test-concurrency=1', ...readdirSync(path.join(root, folder)).filter((file) => file.endsWith('.test.mjs')).map((file) => path.join(folder, file))];
const withNextest = await says('cargo', ['nextest', '--version']);

/** What a step's report says; without one it has failed. The next step's is another. */
const fromReport = (file, read) => (output, code) => {
  if (!existsSync(file)) return check(output, 1);
  const report = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(file);
  return read(report, code);
};
const lessOwnSkips = (read) => (output, code) => lessSkips(read(output, code), existsSync(skips) ? readFileSync(skips, 'utf8').trim().split('\n').map((said) => JSON.parse(said)) : []);

const steps = [
  { name: 'the sum itself', run: nodeTests('tests/scripts'), read: node },
  { name: 'ui: build', run: ['npm', 'run', '--silent', 'build'], in: 'ui', read: check },
  { name: 'cargo fmt', run: ['cargo', 'fmt', '--all', '--check'], read: check },
  { name: 'cargo build', run: ['cargo', 'build', '--locked', ...everything], read: check, minutes: 60 },
  { name: 'cargo clippy', run: ['cargo', 'clippy', '--locked', ...everything, '--', '-D', 'warnings'], read: check, minutes: 30 },
  withNextest
    ? { name: 'cargo nextest', run: ['cargo', 'nextest', 'run', '--locked', '--no-fail-fast', ...everything], read: lessOwnSkips(nextest), minutes: 40 }
    : { name: 'cargo test', run: ['cargo', 'test', '--locked', '--no-fail-fast', ...everything], read: lessOwnSkips(cargoTest), minutes: 40 },
  { name: 'ui: svelte-check', run: ['npm', 'run', '--silent', 'check'], in: 'ui', read: check },
  { name: 'ui: eslint and prettier', run: ['npm', 'run', '--silent', 'lint'], in: 'ui', read: check },
  { name: 'ui: vitest', run: ['npx', 'vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`], in: 'ui', read: fromReport(vitestReport, vitest) },
  { name: 'browser: tsc', run: ['npm', 'run', '--silent', 'check'], in: 'tests/browser', read: check },
  { name: 'browser: playwright', run: ['npx', 'playwright', 'test', '--grep-invert', 'a canvas of'], in: 'tests/browser', read: fromReport(playwrightReport, playwright), minutes: 25 },
  // What a frame costs is measured with no other test on the cores.
  { name: 'browser: the canvas, alone', run: ['npx', 'playwright', 'test', 'canvas', '--workers', '1'], in: 'tests/browser', read: fromReport(playwrightReport, playwright) },
  { name: 'window: WebKitWebDriver', run: nodeTests('tests/window'), read: node, minutes: 20 },
];

let sum = nothing;
const failures = [];
for (const step of steps) {
  console.log(`\n== ${step.name}`);
  const began = Date.now();
  const { output, code } = await run(step);
  const counted = step.read(output, code);
  sum = add(sum, counted);
  if (counted.failed > 0) failures.push({ name: step.name, output });
  console.log(`== ${step.name}: ${line(counted)} in ${Math.round((Date.now() - began) / 1000)} s`);
}

for (const { name, output } of failures) console.log(`\n== failed: ${name}, the end of what it said\n${output.trimEnd().split('\n').slice(-150).join('\n')}`);
if (sum.skipped.length > 0) console.log(`\n== skipped\n${sum.skipped.join('\n')}`);
console.log(`\n${line(sum)}`);
process.exitCode = sum.failed > 0 ? 1 : 0;

/** Runs one step in a process group of its own, shows what it says as it says it, and ends it when its time is up. */
function run({ run: [program, ...args], in: folder = '.', minutes = 10 }) {
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd: path.join(root, folder),
      env: { ...process.env, NO_COLOR: '1', CARGO_TERM_COLOR: 'never', OPENWEAVE_SKIPS: skips, PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const said = [];
    const hear = (bytes) => {
      said.push(bytes);
      process.stdout.write(bytes);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const late = setTimeout(() => {
      hear(Buffer.from(`\nStopped after ${minutes} minutes.\n`));
      process.kill(-child.pid, 'SIGKILL');
    }, minutes * 60_000);
    child.on('error', (error) => hear(Buffer.from(`${program}: ${error.message}\n`)));
    child.on('close', (code) => {
      clearTimeout(late);
      done({ output: Buffer.concat(said).toString('utf8'), code: code ?? 1 });
    });
  });
}

function says(program, args) {
  return new Promise((done) => {
    const child = spawn(program, args, { cwd: root, stdio: 'ignore' });
    child.on('error', () => done(false));
    child.on('close', (code) => done(code === 0));
  });
}
