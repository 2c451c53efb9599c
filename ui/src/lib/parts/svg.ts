// SVG that Rust drew, as nodes for this page. Rust escapes all text; should it ever fail to, no script and no link gets in
// here either.
const namespace = 'http://www.w3.org/2000/svg';

/** A whole drawing, or null where it is none. */
export function drawing(svg: string): Element | null {
  const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  return root.localName === 'svg' && root.namespaceURI === namespace ? root : null;
}

/** A part of a drawing. */
export function fragment(svg: string): Node[] {
  const root = drawing(`<svg xmlns="${namespace}">${svg}</svg>`);
  return root ? [...document.importNode(harmless(root), true).childNodes] : [];
}

/** Puts a part of a drawing into a group that stays. */
export const drawn = (svg: string) => (group: SVGGElement) => group.replaceChildren(...fragment(svg));

/** Without what acts by itself or leads away. */
export function harmless(root: Element): Element {
  for (const element of root.querySelectorAll('script, foreignObject, a, image, iframe')) element.remove();
  for (const element of [root, ...root.querySelectorAll('*')]) {
    for (const attribute of [...element.attributes]) {
      const outside = /href$/i.test(attribute.name) && !attribute.value.startsWith('#');
      if (/^(on|style$)/i.test(attribute.name) || outside) element.removeAttribute(attribute.name);
    }
  }
  return root;
}

export function sheetOf(rules: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  return sheet;
}
