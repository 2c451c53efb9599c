// WCAG 2.2: every pair of tokens that the look allows is measured, in light and in dark.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Pair = [foreground: string, ground: string, least: number];

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [
    name as string,
    { light: light as string, dark: dark as string },
  ]),
);

const grounds = ['app', 'bg', 'raised', 'sunken', 'hover', 'selected', 'canvas'];
const kinds = ['bot', 'person', 'clock', 'gate', 'moved', 'refusal', 'glass'];
const each = <A, B>(as: readonly A[], bs: readonly B[]) => as.flatMap((a) => bs.map((b) => [a, b] as const));

const pairs: Pair[] = [
  ...each(['text', 'text-2', 'text-3', 'link'], grounds).map(([t, g]): Pair => [t, g, 4.5]),
  ...each(['text', 'text-2'], [...kinds.map((kind) => `${kind}-tint`), 'here']).map(([t, g]): Pair => [t, g, 4.5]),
  ...each(kinds, grounds).map(([kind, g]): Pair => [kind, g, 4.5]),
  ...kinds.map((kind): Pair => [kind, `${kind}-tint`, 4.5]),
  ...each(
    kinds,
    grounds.filter((g) => g !== 'selected'),
  ).map(([kind, g]): Pair => [`${kind}-line`, g, 3]),
  ...kinds.map((kind): Pair => [`${kind}-line`, `${kind}-tint`, 3]),
  ['on-ink', 'ink', 4.5],
  ['on-ink', 'ink-hover', 4.5],
  ['on-solid', 'glass-solid', 4.5],
  ['on-solid', 'bad-solid', 4.5],
  ...grounds.map((g): Pair => ['focus', g, 3]),
  ...['app', 'bg', 'raised', 'sunken', 'canvas'].map((g): Pair => ['control', g, 3]),
];

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function token(name: string): { light: string; dark: string } {
  const value = tokens.get(name);
  if (!value) throw new Error(`tokens.css has no --${name} with a light and a dark value`);
  return value;
}

test('no pair of colours is too close', () => {
  const tooLow = pairs.flatMap(([foreground, ground, least]) =>
    (['light', 'dark'] as const)
      .map((mode) => ({ mode, measured: ratio(token(foreground)[mode], token(ground)[mode]) }))
      .filter(({ measured }) => measured < least)
      .map(({ mode, measured }) => `${foreground} on ${ground}, ${mode}: ${measured.toFixed(2)}, needs ${least}`),
  );
  expect(tooLow).toEqual([]);
  expect(pairs.length).toBeGreaterThan(160);
});
