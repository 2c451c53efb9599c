// How an entry ended, as a word, an icon and a colour: never the colour alone.
import Ban from '@lucide/svelte/icons/ban';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleDot from '@lucide/svelte/icons/circle-dot';
import CircleSlash from '@lucide/svelte/icons/circle-slash';
import CircleX from '@lucide/svelte/icons/circle-x';
import GitBranch from '@lucide/svelte/icons/git-branch';
import FilePen from '@lucide/svelte/icons/file-pen';
import Hourglass from '@lucide/svelte/icons/hourglass';
import MessageSquareReply from '@lucide/svelte/icons/message-square-reply';
import Siren from '@lucide/svelte/icons/siren';
import Snowflake from '@lucide/svelte/icons/snowflake';
import Stamp from '@lucide/svelte/icons/stamp';
import Undo2 from '@lucide/svelte/icons/undo-2';
import type { IconType } from '$lib/parts/icon';

export interface OutcomeLook {
  word: string;
  icon: IconType;
  tone: 'plain' | 'gate' | 'moved' | 'refusal' | 'glass';
}

const recorded: OutcomeLook = { word: 'Recorded', icon: CircleDot, tone: 'plain' };

const looks: Readonly<Record<string, OutcomeLook>> = {
  moved: { word: 'Moved', icon: CircleCheck, tone: 'moved' },
  requested: { word: 'Pending', icon: Hourglass, tone: 'gate' },
  approved: { word: 'Approved', icon: Stamp, tone: 'moved' },
  returned: { word: 'Returned', icon: MessageSquareReply, tone: 'gate' },
  broken: { word: 'Glass broken', icon: Siren, tone: 'glass' },
  proposed: { word: 'Proposed', icon: FilePen, tone: 'plain' },
  rejected: { word: 'Rejected', icon: CircleX, tone: 'refusal' },
  expired: { word: 'Expired', icon: Hourglass, tone: 'plain' },
  withdrawn: { word: 'Withdrawn', icon: Undo2, tone: 'plain' },
  stale: { word: 'Stale', icon: CircleSlash, tone: 'plain' },
  refused: { word: 'Refused', icon: Ban, tone: 'refusal' },
  counted: { word: 'Refused', icon: Ban, tone: 'refusal' },
  published: { word: 'Published', icon: GitBranch, tone: 'plain' },
  frozen: { word: 'Frozen', icon: Snowflake, tone: 'plain' },
  recorded,
};

export function look(result: string): OutcomeLook {
  return looks[result] ?? recorded;
}
