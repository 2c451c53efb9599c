// The first thing that is read in this room: how it stands, in a sentence, and what that rests on.
import type { FullCheck, Integrity, Proof, Standing } from '$lib/api/types';
import type { Zone } from '../query';
import { toTheSecond } from '../time';
import { count, inWords, many, upTo } from './count';
import { missing, missingWords } from './missing';
import { percent, timeLeft, type Watched } from './watched';

export interface Sentence {
  tone: 'ok' | 'plain' | 'gate' | 'bad' | 'running';
  title: string;
  /** What follows it, in whole sentences. */
  text: string;
}

type View = Pick<Integrity, 'size' | 'last_at' | 'standing' | 'proofs' | 'last'>;

/** How it stands at `now`. What is wrong comes first, then what runs, then what was found. */
export function sentence(view: View, watched: Watched, now: number, zone: Zone): Sentence {
  const { standing, last, size } = view;
  if (watched.running) {
    const { done, all } = watched.running;
    const left = timeLeft(watched.running, now);
    const how =
      all > 0 && done >= all
        ? 'All entries are read; texts, boards and anchors are compared.'
        : `${percent(watched.running)} %${left ? `, ${left}` : ''}.`;
    return {
      tone: 'running',
      title: `Checking everything up to ${upTo(all || size)}`,
      text: `${how} Reading only: moves and approvals go on meanwhile.`,
    };
  }
  if (standing) return stands(standing, view);
  if (last?.found.is === 'broken') return broken(last, view.size);
  if (watched.stoppedAt !== null) return stopped(watched.stoppedAt, last, zone);
  if (last?.found.is === 'could_not') {
    return { tone: 'gate', title: 'It could not be checked', text: last.found.because };
  }
  if (size === 0) return { tone: 'plain', title: 'Nothing is written yet', text: 'The first entry will stand here.' };
  if (last?.found.is === 'holds') return holds(last, last.found.entries, view, zone);
  return {
    tone: 'plain',
    title: `Held up to entry ${upTo(size)}, not checked in full yet`,
    text: `The log’s key signs the tree at every commit, and a start holds the newest entries to it. ${elsewhere(view.proofs)}`,
  };
}

/** “Three anchors hold copies elsewhere, one is out of reach.” */
export function elsewhere(proofs: readonly Proof[]): string {
  const anchors = proofs.filter(({ place }) => place != null);
  const holding = anchors.filter(({ size }) => size > 0);
  const away = anchors.filter(({ trouble }) => trouble != null).length;
  const gone = away === 0 ? '' : `, ${inWords(away)} ${away === 1 ? 'is' : 'are'} out of reach`;
  if (anchors.length === 0) return 'No anchor holds a copy elsewhere.';
  if (holding.length === 0) return `No anchor holds a copy elsewhere yet${gone}.`;
  const words =
    holding.length === 1 ? 'One anchor holds a copy' : `${big(inWords(holding.length))} anchors hold copies`;
  return `${words} elsewhere${gone}.`;
}

function holds(last: FullCheck, entries: number, view: View, zone: Zone): Sentence {
  const since = view.size - entries;
  const came =
    since > 0 ? ` ${many(since, 'entry', 'entries')} came since, each held to the tree as it was written.` : '';
  return {
    tone: 'ok',
    title: `Unchanged up to entry ${upTo(entries)}`,
    text: `Checked in full ${toTheSecond(last.at, zone)}.${came} ${elsewhere(view.proofs)}`,
  };
}

function stopped(done: number, last: FullCheck | null | undefined, zone: Zone): Sentence {
  const title = done > 0 ? `Not finished: checked up to ${upTo(done)}` : 'Not finished: nothing was checked';
  const text =
    last && last.found.is !== 'stopped'
      ? `The last full check stays the one of ${toTheSecond(last.at, zone)}.`
      : 'Nothing is said of the rest. There was no full check since OpenWeave was started.';
  return { tone: 'plain', title, text };
}

function broken(last: FullCheck, size: number): Sentence {
  const findings = last.found.is === 'broken' ? last.found.findings : [];
  const [first] = findings;
  const more = findings.length - 1;
  const title = first?.seq == null ? 'The log is not what was signed' : `Entry ${count(first.seq)} does not hold`;
  const rest = more > 0 ? ` ${many(more, 'more finding')} below.` : '';
  return {
    tone: 'bad',
    title,
    text: `${first ? big(ended(first.words)) : `None of ${count(size)} entries is proved.`}${rest}`,
  };
}

function stands(standing: Standing, view: View): Sentence {
  const lost = standing.kind === 'rolled_back' ? missing(view.size, standing.had) : null;
  if (lost) {
    const text = `${lost.count === 1 ? 'It was' : 'They were'} here and signed. An older copy was put back, or the end was cut.`;
    return { tone: 'bad', title: missingWords(lost), text };
  }
  if (standing.kind === 'broken' && view.last?.found.is === 'broken') return broken(view.last, view.size);
  return { tone: standing.kind === 'disk' ? 'gate' : 'bad', title: TITLES[standing.kind], text: standing.text };
}

const TITLES: Record<Standing['kind'], string> = {
  rolled_back: 'The log was put back to an older state',
  other_past: 'This is not the log that its mark was written for',
  no_mark: 'Nobody can tell whether entries are missing',
  moved: 'The file of this log is gone',
  disk: 'The disk does not take what is written',
  broken: 'The log is not what was signed',
};

const big = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
const ended = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`);
