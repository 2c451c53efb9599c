// Where things are: the program that was built, and the folders of one run. Nothing of a run lies in the checkout.
import path from 'node:path';

const target = process.env.CARGO_TARGET_DIR ?? path.join(import.meta.dirname, '../../target');

export const program = path.join(process.env.OPENWEAVE_PROGRAMS ?? path.join(target, 'debug'), 'openweave');

/** What tests that failed leave behind. */
export const results = path.join(target, 'openweave-tests/browser');

/** Pictures of the rooms; never committed. */
export const pictures = path.join(target, 'openweave-tests/pictures');

export const workflows = path.join(import.meta.dirname, '../../workflows');
