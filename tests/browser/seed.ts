// Before the first test: the demo, made once by real commands; every house is a copy of it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { program } from './places';

export default function seed(): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), 'openweave-browser-'));
  const said = execFileSync(program, ['demo', '--data', path.join(folder, 'demo'), '--json'], { encoding: 'utf8' });
  process.env.OPENWEAVE_HOUSES = folder;
  process.env.OPENWEAVE_CAST = said;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Who plays in the demo, with what only `openweave demo --json` says: passwords and tokens. */
export interface Cast {
  workspace: { id: string; name: string };
  people: { handle: string; name: string; roles: string[]; password: string }[];
  bots: { handle: string; keeper: string; token: string }[];
}

export const cast = (): Cast => JSON.parse(process.env.OPENWEAVE_CAST ?? '{}') as Cast;

/** Where the houses of this run lie; the demo is the folder `demo` in it. */
export const houses = (): string => process.env.OPENWEAVE_HOUSES ?? '';
