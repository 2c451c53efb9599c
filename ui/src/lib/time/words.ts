// Times as people read them: near ones relative, far ones by day, exact ones to the microsecond in UTC.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A deadline closer than this is shown in amber. */
export const soon = 6 * HOUR;

/** “just now”, “38 min ago”, “5 h ago”; from 24 h on the day and the time. */
export function relative(at: string, now: number): string {
  const age = now - Date.parse(at);
  if (age >= DAY || age < -MINUTE) return dayAndTime(at, now);
  return age < MINUTE ? 'just now' : `${span(age)} ago`;
}

/** The same without “ago”, for narrow columns: “now”, “38 min”, “5 h”, “Mon 2 Mar”. */
export function age(at: string, now: number): string {
  const passed = now - Date.parse(at);
  if (passed >= DAY || passed < -MINUTE) return day(at, now);
  return passed < MINUTE ? 'now' : span(passed);
}

/** “5 h 22 min”, “1 d 4 h”, “under a minute”; `null` when the deadline has passed. */
export function left(until: string, now: number): string | null {
  const rest = Date.parse(until) - now;
  if (rest <= 0) return null;
  if (rest < MINUTE) return 'under a minute';
  const [days, hours, minutes] = [Math.floor(rest / DAY), Math.floor(rest / HOUR) % 24, Math.floor(rest / MINUTE) % 60];
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  return `${minutes} min`;
}

/** Whether a deadline is close enough to be shown in amber (or has passed). */
export function isSoon(until: string, now: number): boolean {
  return Date.parse(until) - now < soon;
}

/** “2026-03-03 16:44:29.205118 UTC”: all that was stored, nothing rounded. */
export function exact(at: string): string {
  return at.replace('T', ' ').replace(/Z$/, ' UTC');
}

/** “Mon 2 Mar, 09:14”, with the year when it is another one. */
export function dayAndTime(at: string, now: number): string {
  const date = new Date(at);
  return `${day(at, now)}, ${two(date.getHours())}:${two(date.getMinutes())}`;
}

function day(at: string, now: number): string {
  const date = new Date(at);
  const words = `${DAYS[date.getDay()]} ${date.getDate()} ${MONTHS[date.getMonth()]}`;
  return date.getFullYear() === new Date(now).getFullYear() ? words : `${words} ${date.getFullYear()}`;
}

function span(passed: number): string {
  return passed < HOUR ? `${Math.floor(passed / MINUTE)} min` : `${Math.floor(passed / HOUR)} h`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
