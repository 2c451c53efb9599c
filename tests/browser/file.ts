// The designer's text: what stands in it, and other text in its place. The editor draws only what is in sight, so that it is asked as the
// clipboard would ask it.
import { expect, type Locator, type Page } from '@playwright/test';

export const textbox = (page: Page): Locator => page.getByRole('textbox', { name: 'The workflow file, TOML' });

/** All of it. */
export async function fileText(page: Page): Promise<string> {
  await textbox(page).focus();
  await page.keyboard.press('Control+A');
  return textbox(page).evaluate((box) => {
    const clipboardData = new DataTransfer();
    box.dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }));
    return clipboardData.getData('text/plain');
  });
}

/** Puts `text` in the place of all of it. */
export async function fillFile(page: Page, text: string): Promise<void> {
  await expect(textbox(page)).toBeVisible();
  await textbox(page).focus();
  await page.keyboard.press('Control+A');
  await textbox(page).evaluate((box, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}
