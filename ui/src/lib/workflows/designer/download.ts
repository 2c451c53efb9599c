// A workflow as a file in the person's hands: as it is, as a drawing, or for another tool.
import { exportFile } from '$lib/api/workflows';
import type { ExportTarget } from '$lib/api/types';
import { save } from '$lib/parts/save';

export type Format = ExportTarget | 'toml' | 'png';

/** What can be saved, in the order in which it is offered. */
export const formats: readonly { id: Format; title: string; ending: string }[] = [
  { id: 'toml', title: 'Workflow file (TOML)', ending: 'toml' },
  { id: 'svg', title: 'Drawing (SVG)', ending: 'svg' },
  { id: 'png', title: 'Picture (PNG)', ending: 'png' },
  { id: 'xstate', title: 'XState machine (JSON)', ending: 'json' },
  { id: 'mermaid', title: 'Mermaid', ending: 'mmd' },
  { id: 'dot', title: 'Graphviz (DOT)', ending: 'dot' },
];

/** Twice as many points as pixels: it is put on slides. */
const density = 2;
/** More than that no browser draws. */
const longest = 12_000;

export async function download(workspace: string, source: string, name: string, as: Format): Promise<void> {
  const ending = formats.find(({ id }) => id === as)?.ending ?? 'txt';
  save(`${fileName(name)}.${ending}`, await content(workspace, source, as));
}

async function content(workspace: string, source: string, as: Format): Promise<string | Blob> {
  if (as === 'toml') return source;
  if (as !== 'png') return exportFile(workspace, source, as);
  return picture(await exportFile(workspace, source, 'svg'));
}

/** `change-management`. */
export function fileName(name: string): string {
  const words = name.toLowerCase().match(/[\p{L}\p{N}]+/gu);
  return words ? words.join('-') : 'workflow';
}

async function picture(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const scale = Math.min(density, longest / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(image.naturalWidth * scale);
  canvas.height = Math.ceil(image.naturalHeight * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!made) throw new Error('The picture could not be drawn. Save the drawing as SVG instead.');
  return made;
}
