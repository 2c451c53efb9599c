// The sum of `make test` adds up, and no runner can fail without being counted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { add, cargoTest, check, lessSkips, line, nextest, node, playwright, vitest } from './sum.mjs';

test('nextest: passed, failed, timed out and skipped are counted', () => {
  const sum = nextest('     Summary [  1.2s] 13 tests run: 10 passed (1 slow), 2 failed, 1 timed out, 1 skipped\n', 100);
  assert.deepEqual([sum.passed, sum.failed, sum.skipped.length], [10, 3, 1]);
});

test('nextest: tests that never ran are failures', () => {
  assert.equal(nextest('  Summary [ 1.2s] 3/5 tests run: 2 passed, 1 failed, 0 skipped\n', 100).failed, 3);
});

test('nextest: a build that broke is one failure', () => {
  assert.equal(nextest('error: could not compile `openweave-model`\n', 101).failed, 1);
  assert.equal(nextest('', 0).failed, 1);
});

test('cargo test: every test program is summed', () => {
  const output = 'test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\ntest result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured\n';
  const sum = cargoTest(output, 101);
  assert.deepEqual([sum.passed, sum.failed, sum.skipped.length], [7, 2, 1]);
});

test('vitest: a file that could not be loaded is a failure', () => {
  const report = {
    testResults: [
      { status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'pending', fullName: 'later' }] },
      { status: 'failed', assertionResults: [] },
    ],
  };
  assert.deepEqual(vitest(report, 1), { passed: 1, failed: 1, skipped: ['later: skipped in its file'] });
});

test('playwright: flaky is failed, a skip keeps its reason', () => {
  const told = (status, annotations = []) => ({ title: status, tests: [{ status, annotations }] });
  const report = {
    errors: [],
    suites: [{ specs: [told('expected'), told('flaky')], suites: [{ specs: [told('skipped', [{ type: 'skip', description: 'no fonts' }])] }] }],
  };
  assert.deepEqual(playwright(report, 1), { passed: 1, failed: 1, skipped: ['skipped: no fonts'] });
});

test('node: totals, cancelled and skips', () => {
  const output = 'ok 1 - opens\nok 2 - drawn # SKIP no display\n# tests 3\n# pass 1\n# fail 0\n# cancelled 1\n# skipped 1\n';
  assert.deepEqual(node(output, 1), { passed: 1, failed: 1, skipped: ['drawn: no display'] });
});

test('a runner that ended badly or ran nothing is a failure', () => {
  assert.equal(node('# pass 3\n# fail 0\n', 1).failed, 1);
  assert.equal(cargoTest('', 0).failed, 1);
  assert.equal(check('', 1).failed, 1);
});

test('a Rust test that could not run is a skip, not a pass', () => {
  const sum = lessSkips({ passed: 5, failed: 0, skipped: [] }, [{ test: 'full_disk', because: 'needs root' }]);
  assert.deepEqual(sum, { passed: 4, failed: 0, skipped: ['full_disk: needs root'] });
});

test('the last line names skips only where there are some', () => {
  assert.equal(line(add(check('', 0), check('', 1))), '1 passed, 1 failed');
  assert.equal(line({ passed: 2, failed: 0, skipped: ['a: b'] }), '2 passed, 0 failed, 1 skipped');
});
