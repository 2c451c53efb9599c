// Reads what each test runner said and counts it. A runner that failed without saying how many counts as one failure:
// the sum may never look better than the run.

export const nothing = { passed: 0, failed: 0, skipped: [] };

const colours = /\u001b\[[0-9;]*m/g;

/** One check is one yes or no: formatting, clippy, svelte-check, eslint, a build. */
export const check = (_output, code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [] });

/** `Summary [ 1.2s] 12 tests run: 10 passed (1 slow), 1 failed, 1 timed out, 3 skipped` */
export function nextest(output, code) {
  const line = output.replace(colours, '').match(/^\s*Summary \[.*$/gm)?.at(-1);
  if (line === undefined) return check(output, code === 0 ? 1 : code);
  const count = (word) => Number(line.match(new RegExp(`(\\d+) ${word}`))?.[1] ?? 0);
  const failed = count('failed') + count('timed out') + count('exec failed');
  const ran = line.match(/ (\d+)(?:\/(\d+))? tests? run:/);
  const never = ran?.[2] === undefined ? 0 : Number(ran[2]) - Number(ran[1]);
  return honest({ passed: count('passed'), failed: failed + never, skipped: ignored(count('skipped')) }, code);
}

/** `test result: ok. 10 passed; 0 failed; 1 ignored; ...`, once per test program. */
export function cargoTest(output, code) {
  const sum = { passed: 0, failed: 0, skipped: [] };
  for (const [, passed, failed, left] of output.replace(colours, '').matchAll(/^test result: .*? (\d+) passed; (\d+) failed; (\d+) ignored/gm)) {
    sum.passed += Number(passed);
    sum.failed += Number(failed);
    sum.skipped.push(...ignored(Number(left)));
  }
  return honest(sum, code);
}

/** Jest's shape, which vitest writes with `--reporter=json`. */
export function vitest(report, code) {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const broken = report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'));
  const skipped = tests.filter((test) => ['pending', 'skipped', 'todo'].includes(test.status));
  return honest(
    {
      passed: tests.filter((test) => test.status === 'passed').length,
      failed: tests.filter((test) => test.status === 'failed').length + broken.length,
      skipped: skipped.map((test) => `${test.fullName}: skipped in its file`),
    },
    code,
  );
}

/** Playwright's JSON report: a retry that passed is a pass only where the config allows retries. */
export function playwright(report, code) {
  const specs = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)];
  const sum = { passed: 0, failed: report.errors?.length ?? 0, skipped: [] };
  for (const spec of report.suites.flatMap(specs)) {
    for (const test of spec.tests) {
      if (test.status === 'skipped') {
        const reason = test.annotations?.find((note) => note.type === 'skip')?.description;
        sum.skipped.push(`${spec.title}: ${reason ?? 'an earlier test of its series failed or skipped it'}`);
      } else if (test.status === 'expected') sum.passed += 1;
      else sum.failed += 1;
    }
  }
  return honest(sum, code);
}

/** TAP of `node --test`: the totals stand at its end, the reasons on the lines themselves. */
export function node(output, code) {
  const count = (word) => Number(output.match(new RegExp(`^# ${word} (\\d+)`, 'm'))?.[1] ?? 0);
  const skipped = [...output.matchAll(/^\s*ok \d+ - (.*) # (?:SKIP|TODO) ?(.*)$/gm)].map(([, name, reason]) => `${name}: ${reason || 'no reason given'}`);
  return honest({ passed: count('pass'), failed: count('fail') + count('cancelled'), skipped }, code);
}

/** Rust tests that passed only because they could not run say so, a JSON line each: those are skips, not passes. */
export function lessSkips(sum, lines) {
  const said = lines.map((line) => `${line.test}: ${line.because}`);
  return { ...sum, passed: sum.passed - said.length, skipped: [...sum.skipped, ...said] };
}

export const add = (left, right) => ({
  passed: left.passed + right.passed,
  failed: left.failed + right.failed,
  skipped: [...left.skipped, ...right.skipped],
});

/** The one line that `make test` ends with. */
export const line = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`;

const ignored = (count) => Array.from({ length: count }, () => 'a Rust test: marked to be ignored');

/** A runner that ended badly without a failed test, or ran nothing at all, is a failure of its own. */
function honest(sum, code) {
  const ran = sum.passed + sum.failed + sum.skipped.length > 0;
  return sum.failed === 0 && (code !== 0 || !ran) ? { ...sum, failed: 1 } : sum;
}
