const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (value: number): string => String(value).padStart(2, '0');

/** What `date` prints for ms since the epoch, in UTC; `format` is what follows its `+`. */
export function formatDate(ms: number, format = '%a %b %e %H:%M:%S UTC %Y'): string {
  const date = new Date(ms);
  const fields: Readonly<Record<string, () => string>> = {
    a: () => days[date.getUTCDay()] ?? '',
    b: () => months[date.getUTCMonth()] ?? '',
    e: () => String(date.getUTCDate()).padStart(2),
    d: () => two(date.getUTCDate()),
    m: () => two(date.getUTCMonth() + 1),
    y: () => two(date.getUTCFullYear() % 100),
    Y: () => String(date.getUTCFullYear()),
    H: () => two(date.getUTCHours()),
    M: () => two(date.getUTCMinutes()),
    S: () => two(date.getUTCSeconds()),
    s: () => String(Math.floor(ms / 1000)),
    F: () => date.toISOString().slice(0, 10),
    T: () => date.toISOString().slice(11, 19),
    Z: () => 'UTC',
    z: () => '+0000',
    N: () => `${String(date.getUTCMilliseconds()).padStart(3, '0')}000000`,
    '%': () => '%',
  };
  return format.replace(/%(.)/g, (whole, letter: string) => fields[letter]?.() ?? whole);
}
