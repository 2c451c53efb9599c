// Layout shifts, as the browser counts them: what moved although nobody touched it.
import type { Page } from '@playwright/test';

/** Everything that moved by itself since the page was opened: how far in all, and what. */
export function moved(page: Page): Promise<{ sum: number; what: string[] }> {
  return page.evaluate(
    () =>
      new Promise((told) => {
        type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] };
        const seen: Shift[] = [];
        new PerformanceObserver((list) => seen.push(...(list.getEntries() as Shift[]))).observe({ type: 'layout-shift', buffered: true });
        // Buffered entries are handed over before the next frames are drawn.
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            const own = seen.filter((shift) => !shift.hadRecentInput);
            const what = own.flatMap((shift) => shift.sources.map(({ node }) => (node instanceof Element ? node.outerHTML.slice(0, 120) : String(node?.nodeValue))));
            told({ sum: own.reduce((sum, shift) => sum + shift.value, 0), what });
          }),
        );
      }),
  );
}
