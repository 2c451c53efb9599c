// How far each proof reaches, a row each, on one time axis: the log itself, its mark, every anchor, the full check.
import type { Integrity, Proof, Standing } from '$lib/api/types';
import type { Zone } from '../query';
import { ago } from '../time';
import { share, type Axis } from './axis';
import { count, upTo } from './count';
import { percent, type Watched } from './watched';

export interface Row {
  id: string;
  icon: 'log' | 'mark' | 'folder' | 'git' | 'away' | 'check';
  name: string;
  /** The whole of a shortened name. */
  whole?: string | undefined;
  /** Whom it holds against, or what is the matter. */
  against: string;
  tone: 'ok' | 'gate' | 'bad' | 'quiet';
  /** Where its bar ends, from 0 to 1; null when it has none. */
  until: number | null;
  /** What was signed and is gone follows the bar. */
  lost: boolean;
  reaches: string;
  age: string;
}

type View = Pick<Integrity, 'size' | 'standing' | 'proofs' | 'last'>;
interface At {
  axis: Axis;
  now: number;
  zone: Zone;
}

export function reach(view: View, watched: Watched, at: At): Row[] {
  return [...view.proofs.map((proof, index) => proofRow(proof, index, view, at)), ...checkRow(view, watched, at)];
}

/** The times that must find their place on the axis. */
export function times({ proofs, last }: View): string[] {
  return [...proofs.flatMap(({ at, place }) => (at && place != null ? [at] : [])), ...(last ? [last.at] : [])];
}

function proofRow(proof: Proof, index: number, view: View, at: At): Row {
  if (proof.by === 'log') return logRow(proof, view, at);
  if (proof.by === 'mark') return markRow(proof, view);
  return anchorRow(proof, index, view, at);
}

const WRONG: Partial<Record<Standing['kind'], string>> = {
  broken: 'not all of it holds',
  moved: 'its file is gone',
};

function logRow({ size, at: newest }: Proof, { standing }: View, { axis, now, zone }: At): Row {
  const lost = standing?.kind === 'rolled_back';
  const wrong = standing ? WRONG[standing.kind] : undefined;
  return {
    id: 'log',
    icon: 'log',
    name: lost || wrong ? 'Log on disk' : 'Tree and signatures',
    against: lost ? 'ends here' : (wrong ?? 'anybody with a token or a role'),
    tone: wrong ? 'bad' : 'ok',
    until: size === 0 ? null : lost && newest ? share(newest, axis) : 1,
    lost,
    reaches: size === 0 ? 'nothing yet' : upTo(size),
    age: lost && newest ? ago(newest, now, zone) : 'now',
  };
}

function markRow({ size }: Proof, { standing, size: has }: View): Row {
  const gone = standing?.kind === 'no_mark';
  const other = standing?.kind === 'other_past';
  const over = size - has;
  return {
    id: 'mark',
    icon: 'mark',
    name: 'Mark on this disk',
    against: gone ? 'missing or damaged' : other ? 'of another log' : 'a log that was put back',
    tone: gone || other || over > 0 ? 'bad' : 'ok',
    until: size === 0 ? null : 1,
    lost: false,
    reaches: size === 0 ? 'nothing' : upTo(size),
    age: over > 0 ? `${count(over)} more than the log` : gone ? 'nothing to hold it to' : 'now',
  };
}

function anchorRow(proof: Proof, index: number, { size: has, proofs }: View, { axis, now, zone }: At): Row {
  const { place, size, at, trouble } = proof;
  const over = size - has;
  const when = at ? ago(at, now, zone) : null;
  return {
    id: `${index} ${place ?? ''}`,
    icon: trouble ? 'away' : proof.by === 'git' ? 'git' : 'folder',
    name: placeName(proof, proofs),
    whole: place ?? undefined,
    against: 'the owner of this folder',
    tone: over > 0 ? 'bad' : trouble ? 'gate' : 'ok',
    until: size === 0 || !at ? null : share(at, axis),
    lost: false,
    reaches: size === 0 ? 'nothing yet' : upTo(size),
    age:
      over > 0
        ? `${count(over)} more than the log`
        : trouble
          ? when
            ? `last reached ${when}`
            : 'never reached'
          : (when ?? 'not anchored yet'),
  };
}

/** The last part of its path, or all of it where another one ends alike. */
export function placeName({ place, by }: Proof, proofs: readonly Proof[]): string {
  const end = (path: string | null | undefined) => path?.split('/').filter(Boolean).at(-1) ?? '';
  const alike = proofs.filter((other) => other.place != null && end(other.place) === end(place)).length > 1;
  return `${alike ? place : end(place)}${by === 'git' ? ', Git' : ''}`;
}

function checkRow({ last }: View, { running, stoppedAt }: Watched, { axis, now, zone }: At): Row[] {
  const row = { id: 'check', icon: 'check' as const, name: 'Full check', lost: false };
  const before = last?.found.is === 'holds' ? upTo(last.found.entries) : null;
  if (running) {
    const done = percent(running);
    const age = before ? `before: ${before}` : 'the first one';
    const against = `running, by ${running.by.name}`;
    return [{ ...row, against, tone: 'quiet', until: done / 100, reaches: `${done} %`, age }];
  }
  if (!last) {
    const age = 'since the start';
    return [{ ...row, against: 'everything', tone: 'quiet', until: null, reaches: 'none yet', age }];
  }
  const age = ago(last.at, now, zone);
  const until = share(last.at, axis);
  const against = `everything, by ${last.by.name}`;
  if (before) return [{ ...row, against, tone: 'ok', until, reaches: before, age }];
  if (last.found.is === 'broken') {
    return [{ ...row, against, tone: 'bad', until, reaches: 'does not hold', age }];
  }
  const reaches = last.found.is === 'stopped' && stoppedAt ? upTo(stoppedAt) : 'not finished';
  return [{ ...row, against: `not finished, by ${last.by.name}`, tone: 'quiet', until, reaches, age }];
}
