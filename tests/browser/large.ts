// A machine larger than anybody draws, on the canvas.
import { expect, type Page } from '@playwright/test';

/** A machine of so many states, 1.6 ways from each to one nearby. */
function machine(states: number): string {
  let seed = 7;
  const luck = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const ways = Array.from({ length: Math.floor(states * 1.6) }, (_, at) => {
    const to = at < states - 1 ? at + 1 : 1 + luck(states - 1);
    return [to - 1 - luck(Math.min(9, to)), to];
  });
  const name = (at: number | undefined) => `"State ${at}"`;
  return [
    'format = 1\nname = "Large"\ninitial = "State 0"\n[tickets]\ncreate = ["person"]\n',
    ...Array.from({ length: states }, (_, at) => `[states.${name(at)}]`),
    ...ways.map(([from, to], at) => `[[transitions]]\nname = "Move ${at}"\nfrom = [${name(from)}]\nto = ${name(to)}\nby = ["person"]`),
  ].join('\n');
}

/** Opens one of so many states; when its file was given. */
export async function large(page: Page, states: number): Promise<number> {
  await page.goto('/workflows/new/file');
  await expect(page.getByText('Double-click to make the first state')).toBeVisible();
  const given = Date.now();
  const file = { name: 'large.toml', mimeType: 'text/plain', buffer: Buffer.from(machine(states)) };
  await page.getByLabel('Open a workflow file').setInputFiles(file);
  return given;
}
