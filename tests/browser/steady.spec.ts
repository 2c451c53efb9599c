// Nothing moves what somebody reads while news arrive.
import { expect } from '@playwright/test';
import { House } from './house';
import { moved } from './moved';
import { test } from './windows';

let house: House;
test.beforeAll(async () => {
  house = await House.demo();
});
test.afterAll(() => house.stop());

// What is read, and the call by which the room reads again when it hears of news.
for (const [name, who, address, reads, call] of [
  ['a request', 'ana', '/approvals', /asks to Contain/, '**/diagram.svg'],
  ['an entry', 'tomas', '/audit', 'Exact bytes', '**/entries?*'],
  ['how far the log is proved', 'tomas', '/audit/integrity', 'How far each proof reaches', '**/console/w/*/integrity'],
  ['a ticket', 'ana', '/tickets/ACC/ACC-12', 'Fields', '**/tickets/ACC-12/history'],
  ['a workflow', 'jonas', '/workflows/Change%20management', 'Submit', '**/console/w/*/workflows/Change%20management'],
] as const) {
  test(`${name} stays where it is while news arrive`, async ({ open }) => {
    const page = await open(house, who);
    await page.goto(address);
    const reading = page.getByRole('heading', { name: reads }).first();
    await expect(reading).toBeVisible();
    const before = await reading.boundingBox();
    const readAgain = page.waitForResponse(call);
    const ticket = await house.bot('oncall-bot').open('OPS', 'Something happened meanwhile');
    await (await readAgain).finished();
    const { what } = await moved(page);
    expect(await reading.boundingBox(), `${ticket} moved it:\n${what.join('\n')}`).toEqual(before);
  });
}
