// Exact times of entries, in UTC or in the time of this machine. The microseconds are the stored ones: Date knows none.
import { relative } from '$lib/time/words';
import type { Zone } from './query';

/** “19:21:44”. */
export function clock(at: string, zone: Zone): string {
  const date = new Date(at);
  const parts =
    zone === 'utc'
      ? [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
      : [date.getHours(), date.getMinutes(), date.getSeconds()];
  return parts.map(two).join(':');
}

/** “Tue 3 Mar 2026”. */
export function day(at: string, zone: Zone): string {
  const date = new Date(at);
  return zone === 'utc'
    ? `${DAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`
    : `${DAYS[date.getDay()]} ${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
}

/** “Tue 3 Mar, 19:21”. */
export function dayAndClock(at: string, zone: Zone): string {
  return `${day(at, zone).slice(0, -5)}, ${clock(at, zone).slice(0, 5)}`;
}

/** “12 min ago” within a day, then “Tue 3 Mar, 19:21”. */
export function ago(at: string, now: number, zone: Zone): string {
  return Math.abs(now - Date.parse(at)) < 86_400_000 ? relative(at, now) : dayAndClock(at, zone);
}

/** “2026-03-03”, to be written into a filter. */
export function isoDay(at: string | number, zone: Zone): string {
  const date = new Date(at);
  return zone === 'utc'
    ? date.toISOString().slice(0, 10)
    : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** “Tue 3 Mar 2026, 19:21:44.031907 UTC”, or with the offset from UTC: “+02:00”. */
export function whole(at: string, zone: Zone): string {
  return `${day(at, zone)}, ${clock(at, zone)}${fraction(at)} ${zone === 'utc' ? 'UTC' : offset(new Date(at))}`;
}

/** The same without the fraction of the second. */
export function toTheSecond(at: string, zone: Zone): string {
  return whole(at, zone).replace(fraction(at), '');
}

/** The stored fraction of the second, with its point; nothing when there is none. */
function fraction(at: string): string {
  return /\.\d+/.exec(at)?.[0] ?? '';
}

function offset(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

const two = (value: number): string => String(value).padStart(2, '0');
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
