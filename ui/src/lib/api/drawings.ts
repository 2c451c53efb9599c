// Drawings of state machines: the SVG that Rust drew and the style sheet of all of them, which is read once.
import { answer } from './client';
import { problemFrom, unreachable } from './problem';

export interface Drawing {
  svg: string;
  css: string;
}

let sheet: Promise<string> | undefined;

/** The drawing a call answers with, and the sheet it is drawn by. */
export async function drawing(call: Parameters<typeof answer<string>>[0]): Promise<Drawing> {
  const [svg, css] = await Promise.all([answer(call), drawingSheet()]);
  return { svg, css };
}

/** The style sheet of every drawing. */
export function drawingSheet(): Promise<string> {
  sheet ??= fetch('/console/diagram.css', { credentials: 'same-origin', headers: { 'X-OpenWeave-Console': '1' } })
    .catch(() => {
      throw unreachable();
    })
    .then((response) => {
      if (!response.ok) throw problemFrom(response.status, undefined);
      return response.text();
    })
    .catch((failure: unknown) => {
      sheet = undefined;
      throw failure;
    });
  return sheet;
}
