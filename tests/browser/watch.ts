// What a page must never do, whatever is written on it: run it, ask for it, become it, or hide a part of it.
import type { Page } from '@playwright/test';

export class Watch {
  /** What the browser told of itself. */
  private readonly heard: string[] = [];

  constructor(
    private readonly page: Page,
    private readonly origin: string,
  ) {
    page.on('dialog', (dialog) => {
      this.heard.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('pageerror', (error) => this.heard.push(`an error: ${error.message}`));
    page.on('popup', (popup) => this.heard.push(`a window: ${popup.url()}`));
    page.on('download', (download) => this.heard.push(`a download: ${download.url()}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(`${origin}/`)) this.heard.push(`a call: ${request.url()}`);
    });
    page.on('console', (message) => {
      if (/Content.Security.Policy|Refused to/i.test(message.text())) this.heard.push(`a breach of the policy: ${message.text()}`);
    });
  }

  /** All that went wrong since the last time, on the page as it stands now. */
  async faults(): Promise<string[]> {
    const away = this.page.url().startsWith(`${this.origin}/`) ? [] : [`it left for ${this.page.url()}`];
    return [...this.heard.splice(0), ...away, ...(await this.page.evaluate(strangers))];
  }
}

/** Runs in the page: what stands in it that this console never draws. */
function strangers(): string[] {
  const forbidden =
    'img, iframe, object, embed, base, applet, portal, video, audio, picture, math, marquee, frame, template, style:not(head style), link:not(head link), meta:not(head meta), ' +
    'foreignObject, animate, set, [onerror], [onload], [onclick], [onfocus], [ontoggle], [src], [srcset], [href^="javascript" i], [formaction], form[action]';
  const turnsOrHides = /[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
  const found: string[] = [];
  const look = (root: Document | ShadowRoot) => {
    for (const one of root.querySelectorAll<HTMLAnchorElement>('a[href]')) if (one.origin !== location.origin) found.push(`a way out: ${one.href}`);
    // The page's own loader is its only script.
    for (const one of root.querySelectorAll(forbidden)) if (!one.matches('head *')) found.push(`an element: ${one.outerHTML.slice(0, 160)}`);
    const scripts = [...root.querySelectorAll('script')].filter((one) => one.parentElement?.id !== 'app' && !one.matches('head *'));
    for (const one of scripts) found.push(`a script: ${one.outerHTML.slice(0, 160)}`);
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (turnsOrHides.test(text.nodeValue ?? '') && !text.parentElement?.matches('script, style')) found.push(`hidden in a text: ${JSON.stringify(text.nodeValue)?.slice(0, 120)} in ${text.parentElement?.outerHTML.slice(0, 100)}`);
    }
    for (const one of root.querySelectorAll('*')) if (one.shadowRoot) look(one.shadowRoot);
  };
  look(document);
  if ('pwned' in window) found.push('it ran');
  return found;
}
