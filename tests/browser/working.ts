// How much the main thread of a page works.
import type { CDPSession } from '@playwright/test';

/** Times hold on a machine that does nothing else: there (`make bench`) as they are, among other tests three times as long. */
export const slack = process.env.OPENWEAVE_STRICT ? 1 : 3;

/** Milliseconds that the main thread has worked since the page began: by script, style and layout, and with painting, which has no GPU here. */
export async function worked(cdp: CDPSession): Promise<{ list: number; all: number }> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  const of = (...names: string[]) => 1_000 * metrics.filter(({ name }) => names.includes(name)).reduce((sum, { value }) => sum + value, 0);
  return { list: of('ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration'), all: of('TaskDuration') };
}

/** The value that a share of all stays below. */
export const share = (all: readonly number[], of: number): number => all.toSorted((a, b) => a - b)[Math.floor(all.length * of)] ?? Infinity;
